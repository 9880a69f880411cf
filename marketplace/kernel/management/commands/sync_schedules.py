"""`manage.py sync_schedules`."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils.module_loading import import_string

from marketplace.kernel.jobs.schedules import sync_schedules


class Command(BaseCommand):
    """Make the scheduler's rows equal to the table in code."""

    help = "Make the scheduler's rows equal to the table in code (safe to repeat)."

    def handle(self, *args: Any, **options: Any) -> None:
        """Carry the table named by the setting SCHEDULES over into the database."""
        changes = sync_schedules(import_string(settings.SCHEDULES))
        self.stdout.write(
            f"Schedules: {changes.created} created, {changes.updated} updated, "
            f"{changes.deleted} deleted."
        )
