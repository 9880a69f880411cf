"""manage.py send_digests --kind daily|monthly [--at ISO]"""

from datetime import MAXYEAR, MINYEAR, UTC, datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.dateparse import parse_datetime

from marketplace.digests import actions

SENDERS = {"daily": actions.send_daily, "monthly": actions.send_monthly}


class Command(BaseCommand):
    """Queues the digests that are due, as the scheduler does every quarter of an hour."""

    help = "Queue the daily digests or monthly reports that are due. Safe to run twice."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare --kind and --at."""
        parser.add_argument("--kind", required=True, choices=sorted(SENDERS))
        parser.add_argument("--at", help="The moment to act at, ISO 8601; UTC unless it says so.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Queue and report how many."""
        mails = SENDERS[options["kind"]](now=_moment(options["at"]))
        self.stdout.write(f"{mails} {'mail' if mails == 1 else 'mails'} queued")


def _moment(at: str | None) -> datetime | None:
    if at is None:
        return None
    try:
        moment = parse_datetime(at)
    except ValueError:
        moment = None
    # At the ends of the calendar there is no day before or after.
    if moment is None or not MINYEAR + 1 < moment.year < MAXYEAR:
        raise CommandError(f"--at {at} is not a moment; write it like 2026-12-01T08:00:00Z")
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
