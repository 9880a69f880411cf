"""`manage.py sync_schedules`."""

from typing import Any

from django.core.management.base import BaseCommand

from marketplace.kernel.jobs.schedules import table
from marketplace.kernel.jobs.syncing import sync_schedules


class Command(BaseCommand):
    """Make the rows of scheduled jobs equal to the table in code."""

    help = "Make the rows of scheduled jobs equal to the table in code, as each worker does first."

    def handle(self, *args: Any, **options: Any) -> None:
        """Carry the table named by the setting SCHEDULES over into the database."""
        changes = sync_schedules(table())
        self.stdout.write(f"Schedules: {changes.added} added, {changes.removed} removed.")
