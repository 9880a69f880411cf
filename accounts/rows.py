"""One row of the influencers' list, as the plain values it shows."""

from decimal import Decimal
from typing import Any, NamedTuple

from django.utils.safestring import SafeString

from marketplace.kernel.components.people import avatar
from marketplace.kernel.money import format_money

# What a row reads, and what a page of rows is sorted by.
COLUMNS = (
    *("handle", "display_name", "niche", "avatar", "lowest_price_minor", "category__name"),
    *("rating_sum", "rating_count", "top_followers", "rating_score", "created_at"),
)


class InfluencerRow(NamedTuple):
    """What a row shows; all of it makes the key under which the row is kept."""

    handle: str
    display_name: str
    avatar: SafeString
    category: str
    niche: str
    platform: str | None
    followers: int | None
    engagement: Decimal | None
    lowest_price: str
    rating_average: Decimal | None
    rating_count: int


def influencer_row(profile: Any) -> InfluencerRow:
    """Return the row of an InfluencerProfile loaded with its category and `with_top_channel`."""
    lowest = profile.lowest_price_minor
    return InfluencerRow(
        handle=profile.handle_id,
        display_name=profile.display_name,
        avatar=avatar(profile),
        category=profile.category.name,
        niche=profile.niche,
        platform=profile.channel_platform,
        followers=profile.channel_followers,
        engagement=profile.channel_engagement,
        lowest_price=format_money(lowest) if lowest else "",
        rating_average=profile.rating_average,
        rating_count=profile.rating_count,
    )
