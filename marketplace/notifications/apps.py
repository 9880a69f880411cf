"""App configuration."""

from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    """In-app inbox and mail preferences."""

    name = "marketplace.notifications"
    label = "notifications"

    def ready(self) -> None:
        """Show the number of unread notices in every page's frame, and take what others tell."""
        from marketplace.kernel.context import register_chrome
        from marketplace.kernel.telling import register_teller
        from marketplace.notifications.actions import notify
        from marketplace.notifications.chrome import unread_notifications

        register_chrome(unread_notifications)
        register_teller(notify)
