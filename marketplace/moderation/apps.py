"""App configuration."""

from django.apps import AppConfig, apps
from django.db.models.signals import post_migrate


class ModerationConfig(AppConfig):
    """The admin as moderation console."""

    name = "marketplace.moderation"
    label = "moderation"

    def ready(self) -> None:
        """Fill the console's queues; keep the moderators' group equal to the table in code."""
        from marketplace.moderation.groups import sync_moderators
        from marketplace.moderation.workload import register_all

        register_all()
        post_migrate.connect(
            sync_moderators, sender=apps.get_app_config("auth"), dispatch_uid="moderators_group"
        )
