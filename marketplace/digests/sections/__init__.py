"""The sections of the daily digest, in the order of the mail."""

from marketplace.digests.registry import SectionRegistry
from marketplace.digests.sections.ads import collect_turns
from marketplace.digests.sections.campaigns import collect_campaigns, collect_interests
from marketplace.digests.sections.messages import collect_unread
from marketplace.digests.sections.ratings import collect_ratings


def register_all(registry: SectionRegistry) -> None:
    """Add the site's own sections to `registry`."""
    registry.register("turns", order=10, collect=collect_turns)
    registry.register("ratings", order=15, collect=collect_ratings)
    registry.register("unread", order=20, collect=collect_unread)
    registry.register("interests", order=30, collect=collect_interests)
    registry.register("campaigns", order=40, collect=collect_campaigns)
