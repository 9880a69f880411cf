"""Carry out every deadline that has passed."""

from argparse import ArgumentParser
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from ads.actions import run_deadlines


class Command(BaseCommand):
    """`manage.py run_deadlines [--at ISO]`."""

    help = "Carry out every deadline that has passed."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the moment to act as of."""
        parser.add_argument("--at", help="Act as of this moment (ISO 8601; UTC without a zone).")

    def handle(self, *args: Any, **options: Any) -> None:
        """Run the sweep and say how many ads moved."""
        moved = run_deadlines(now=parse_moment(options["at"]) if options["at"] else None)
        self.stdout.write(f"{moved} ads moved.")


def parse_moment(text: str) -> datetime:
    """Return the moment `text` names. Raises CommandError if it names none."""
    try:
        moment = parse_datetime(text)
    except ValueError:
        moment = None
    if moment is None:
        raise CommandError(f"{text!r} is not a moment such as 2026-12-01T09:00:00Z.")
    return moment if timezone.is_aware(moment) else timezone.make_aware(moment)
