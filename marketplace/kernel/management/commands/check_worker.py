"""`manage.py check_worker`."""

import sys
from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from marketplace.kernel.jobs.due import why_stalled


class Command(BaseCommand):
    """Say whether the worker stands still; exit status 1 where it does."""

    help = "Exit status 1 where the worker stands still and is to be started again, with the cause."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the patience."""
        parser.add_argument(
            "--after",
            type=int,
            default=300,
            metavar="SECONDS",
            help="how long the worker may be silent, also after its start (default: 300)",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Ask, and answer with a line."""
        reason = why_stalled(now=timezone.now(), limit=timedelta(seconds=options["after"]))
        if reason:
            self.stderr.write(f"The worker stands still: {reason}.")
            sys.exit(1)
        self.stdout.write("The worker works.")
