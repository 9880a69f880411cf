"""App configuration."""

from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    """In-app inbox and mail preferences."""

    name = "marketplace.notifications"
    label = "notifications"
