"""The sections of the daily digest, in the order of the mail."""

from marketplace.digests.registry import SectionRegistry
from marketplace.digests.sections.ads import collect_turns
from marketplace.digests.sections.answers import collect_answers
from marketplace.digests.sections.campaigns import collect_campaigns
from marketplace.digests.sections.interests import collect_interests
from marketplace.digests.sections.messages import collect_unread
from marketplace.digests.sections.notices import collect_notices
from marketplace.digests.sections.ratings import collect_ratings
from marketplace.notifications.topics import Topic


def register_all(registry: SectionRegistry) -> None:
    """Add the site's own sections to `registry`."""
    own_ads = [Topic.OFFERS, Topic.WORK]
    registry.register("turns", order=10, topics=own_ads, collect=collect_turns)
    registry.register("ratings", order=15, topics=[Topic.RATINGS], collect=collect_ratings)
    registry.register("unread", order=20, topics=[Topic.MESSAGES], collect=collect_unread)
    registry.register("answers", order=25, topics=own_ads, collect=collect_answers)
    registry.register("notices", order=27, is_last=True, collect=collect_notices)
    registry.register("interests", order=30, topics=[Topic.CAMPAIGNS], collect=collect_interests)
    registry.register("campaigns", order=40, topics=[Topic.CAMPAIGNS], collect=collect_campaigns)
