"""What an offer comes to: beside the channel's own figures and beside the market."""

from collections.abc import Sequence
from dataclasses import dataclass

from accounts.models import Channel
from ads.figures import Figure, channel_on, figures_of
from ads.market import Market, market_for
from ads.room.reader import Reader
from ads.terms import OfferTerms
from campaigns.models import Campaign


@dataclass(frozen=True, slots=True)
class Worth:
    """What can be said; each part is empty where something it takes is missing."""

    figures: list[Figure]
    market: Market | None
    # The price for each of `pieces` pieces, in minor units rounded down, to hold against the
    # market.
    piece_minor: int
    pieces: int

    def __bool__(self) -> bool:
        return bool(self.figures or self.market)


def worth_for(reader: Reader, channels: Sequence[Channel]) -> Worth | None:
    """Return what the offer on the table comes to, for one of its two sides."""
    ad = reader.ad
    if ad.current_offer is None:
        return None
    return _worth(
        OfferTerms.from_offer(ad.current_offer),
        channels,
        without_sponsor=ad.campaign.sponsor_id if reader.is_sponsor else None,
        without_influencer=None if reader.is_sponsor else ad.influencer_id,
        without_ad=ad.pk,
    )


def worth_of_draft(terms: OfferTerms, channels: Sequence[Channel], campaign: Campaign) -> Worth:
    """Return what a sponsor's first terms come to, before there is an ad."""
    return _worth(terms, channels, without_sponsor=campaign.sponsor_id)


def _worth(terms: OfferTerms, channels: Sequence[Channel], **without: int | None) -> Worth:
    pieces = sum(item.quantity for item in terms.items)
    return Worth(
        figures_of(terms, channels),
        _market(terms, channels, **without),
        terms.price_minor // pieces,
        pieces,
    )


def _market(terms: OfferTerms, channels: Sequence[Channel], **without: int | None) -> Market | None:
    """Return the market of an offer that is for one platform alone, as its contracts are."""
    platforms = {item.platform for item in terms.items}
    channel = channel_on(platforms.pop(), channels) if len(platforms) == 1 else None
    if channel is None:
        return None
    return market_for(platform=channel.platform, followers=channel.followers, **without)
