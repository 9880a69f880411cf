"""App configuration."""

from django.apps import AppConfig


class ModerationConfig(AppConfig):
    """The admin as moderation console."""

    name = "marketplace.moderation"
    label = "moderation"
