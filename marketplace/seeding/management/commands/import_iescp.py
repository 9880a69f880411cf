"""Import the SQLite database of the platform's predecessor."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from marketplace.seeding.iescp.importer import import_source
from marketplace.seeding.iescp.source import UnreadableSource, read_source


class Command(BaseCommand):
    """`manage.py import_iescp PATH [--opening-balances]`."""

    help = "Import users, campaigns, ads and interests from IESCP's SQLite file. Sends no mail."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the file and what becomes of past earnings."""
        parser.add_argument("path", type=Path, help="The predecessor's SQLite file.")
        parser.add_argument(
            "--opening-balances",
            action="store_true",
            help="Put past earnings into the influencers' wallets instead of only showing them.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Import and print counts and everything that could not be taken."""
        try:
            source = read_source(options["path"])
        except UnreadableSource as reason:
            raise CommandError(f"Nothing was imported: {reason}.") from reason
        report = import_source(source, opening_balances=options["opening_balances"])
        for line in report.lines():
            self.stdout.write(line)
