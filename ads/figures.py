"""What a price comes to for each thousand views and each engagement that a channel lets expect.

Pure: reads the terms and the channels it is given. Where a channel does not state a figure
there is nothing to say, which is not the same as zero.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from accounts.models import Channel
from ads.terms import ItemTerms, OfferTerms
from marketplace.kernel.money import format_money

CENT = Decimal(1)


@dataclass(frozen=True, slots=True)
class Figure:
    """One ratio: its name, its value in minor units (rounded half up), how it was worked out."""

    name: str
    minor: int
    formula: str

    @property
    def text(self) -> str:
        """The amount; one that rounds to nothing is not nothing."""
        return format_money(self.minor) if self.minor else f"less than {format_money(1)}"


def channel_on(platform: str, channels: Iterable[Channel]) -> Channel | None:
    """Return the channel on `platform` with the most followers."""
    found = [channel for channel in channels if channel.platform == platform]
    return max(found, key=lambda channel: channel.followers, default=None)


def expected_views(items: Iterable[ItemTerms], channels: Sequence[Channel]) -> int | None:
    """Return how many views the pieces let expect: the sum of average views × quantity.

    None where a channel is missing or does not state its average views.
    """
    total = 0
    for item in items:
        channel = channel_on(item.platform, channels)
        if channel is None or channel.average_views is None:
            return None
        total += channel.average_views * item.quantity
    return total


def expected_engagements(items: Iterable[ItemTerms], channels: Sequence[Channel]) -> Decimal | None:
    """Return how many likes and comments the pieces let expect: the sum of followers ×
    engagement rate (in percent) / 100 × quantity.

    None where a channel is missing or does not state its engagement rate.
    """
    total = Decimal(0)
    for item in items:
        channel = channel_on(item.platform, channels)
        if channel is None or channel.engagement_rate is None:
            return None
        total += channel.followers * Decimal(channel.engagement_rate) / 100 * item.quantity
    return total


def cpm_minor(price_minor: int, views: int | None) -> int | None:
    """Return price / views × 1000 in minor units, rounded half up; None without views."""
    if not views:
        return None
    return _rounded(Decimal(price_minor) * 1000 / views)


def cpe_minor(price_minor: int, engagements: Decimal | None) -> int | None:
    """Return price / engagements in minor units, rounded half up; None without engagements."""
    if not engagements:
        return None
    return _rounded(price_minor / engagements)


def _rounded(amount: Decimal) -> int:
    return int(amount.quantize(CENT, ROUND_HALF_UP))


def figures_of(terms: OfferTerms, channels: Sequence[Channel]) -> list[Figure]:
    """Return CPM and CPE of an offer, each where the influencer's channels state what it takes."""
    price = format_money(terms.price_minor)
    views = expected_views(terms.items, channels)
    engagements = expected_engagements(terms.items, channels)
    found: list[Figure] = []
    if (cpm := cpm_minor(terms.price_minor, views)) is not None:
        found.append(Figure("CPM", cpm, f"{price} / {views:,} expected views × 1,000"))
    if (cpe := cpe_minor(terms.price_minor, engagements)) is not None:
        assert engagements is not None  # else there is no CPE
        likes = f"{_rounded(engagements):,}" if engagements >= 1 else "fewer than 1"
        found.append(Figure("CPE", cpe, f"{price} / {likes} expected likes and comments"))
    return found
