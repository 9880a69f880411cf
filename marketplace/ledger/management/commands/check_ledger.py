"""Check the laws of the ledger."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from marketplace.ledger import laws


class Command(BaseCommand):
    """Print one line per broken law and exit with 1; exit with 0 if all hold."""

    help = "Check that money is where the books say: exit 1 and one line per broken law."

    def handle(self, *args: Any, **options: Any) -> None:
        """Check every registered law."""
        broken = 0
        for violation in laws.check_all():
            broken += 1
            self.stderr.write(str(violation))
        if broken:
            raise CommandError(f"The ledger is broken: {broken} violations.", returncode=1)
        self.stdout.write("The ledger holds: every law is kept.")
