"""App configuration."""

from django.apps import AppConfig


class DigestsConfig(AppConfig):
    """Daily digests and monthly reports."""

    name = "marketplace.digests"
    label = "digests"
