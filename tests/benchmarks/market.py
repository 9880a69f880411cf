"""The market that is measured: what `seed_bulk` makes, put there once."""

from django.core.management import call_command

from ads.models import Ad
from marketplace.seeding.management.commands.seed_bulk import DEFAULTS


def fill(scale: float) -> None:
    """Add the market, `scale` times its full size, unless there is one already."""
    wanted = {name: int(getattr(DEFAULTS, name) * scale) for name in DEFAULTS.__slots__}
    if Ad.objects.count() < wanted["ads"]:
        call_command("seed_bulk", **wanted)
