"""App configuration."""

from datetime import timedelta

from django.apps import AppConfig

# Slices take turns, so an export waits for a slice of each of the others.
DUE_LIMIT = timedelta(minutes=15)


class ExportsConfig(AppConfig):
    """People's data as files, made by the worker."""

    name = "marketplace.exports"
    label = "exports"

    def ready(self) -> None:
        """Announce the mail, and what goes when an account is deleted."""
        from accounts.registries import register_deletion_cleaner
        from marketplace.exports import mails
        from marketplace.exports.actions import forget_exports
        from marketplace.exports.models import ExportJob
        from marketplace.kernel.jobs.due import register_due

        mails.register()
        register_due("exports", ExportJob.objects.oldest_due_at, DUE_LIMIT, done_by="exports")
        register_deletion_cleaner(forget_exports)
