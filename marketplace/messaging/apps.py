"""App configuration."""

from django.apps import AppConfig


class MessagingConfig(AppConfig):
    """Threads and messages."""

    name = "marketplace.messaging"
    label = "messaging"

    def ready(self) -> None:
        """Show unread messages in every page's frame."""
        from marketplace.kernel.context import register_chrome
        from marketplace.messaging.chrome import unread_messages

        register_chrome(unread_messages)
