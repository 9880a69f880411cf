"""App configuration."""

from django.apps import AppConfig


class MessagingConfig(AppConfig):
    """Threads and messages."""

    name = "marketplace.messaging"
    label = "messaging"
