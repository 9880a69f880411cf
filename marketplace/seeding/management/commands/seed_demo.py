"""Fill the site with the demo's market."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from marketplace.seeding.demo.story import seed_demo


class Command(BaseCommand):
    """`manage.py seed_demo`: small and safe to run twice."""

    help = "Fill the site with invented people, campaigns and ads. Needs DEBUG or DEMO."

    def handle(self, *args: Any, **options: Any) -> None:
        """Seed, unless the demo is there already."""
        if not (settings.DEBUG or settings.DEMO):
            raise CommandError("Demo data is for DEBUG or DEMO only, and neither is on.")
        count = seed_demo()
        self.stdout.write(f"Demo data: {count} ads." if count else "Demo data is there already.")
