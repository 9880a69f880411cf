"""App configuration."""

from django.apps import AppConfig


class HomeConfig(AppConfig):
    """Landing, dashboards, error pages and health."""

    name = "marketplace.home"
    label = "home"
