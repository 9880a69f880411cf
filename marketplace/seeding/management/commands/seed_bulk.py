"""Fill the site with a market of any size."""

import time
from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from marketplace.seeding.bulk.market import Size, seed_bulk

# The size at which the pages are measured (`make bench`).
DEFAULTS = Size(sponsors=200, influencers=2_000, campaigns=2_000, ads=20_000, messages=40_000)


class Command(BaseCommand):
    """`manage.py seed_bulk`: adds invented rows each time it runs, beside what there is."""

    help = "Add many invented people, campaigns and ads. Needs DEBUG or DEMO. Sends no mail."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take how many of what."""
        for name, default in asdict(DEFAULTS).items():
            parser.add_argument(f"--{name}", type=int, default=default, metavar="N")
        parser.add_argument("--seed", type=int, default=1, help="Another seed, another market.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Seed, and say how long it took."""
        if not (settings.DEBUG or settings.DEMO):
            raise CommandError("Invented data is for DEBUG or DEMO only, and neither is on.")
        size = Size(**{name: options[name] for name in asdict(DEFAULTS)})
        started = time.monotonic()
        try:
            seed_bulk(size=size, seed=options["seed"])
        except ValueError as problem:
            raise CommandError(str(problem)) from problem
        took = time.monotonic() - started
        counts = ", ".join(f"{options[name]:,} {name}" for name in asdict(DEFAULTS))
        self.stdout.write(f"Added {counts} in {took:.0f} s.")
