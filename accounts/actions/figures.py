"""An influencer's channels and rate card, and what search knows of them."""

from collections.abc import Sequence
from dataclasses import asdict

from django.db import transaction
from django.db.models import Max, Min

from accounts.details import ChannelFigures, Price
from accounts.models import Channel, InfluencerProfile, RateCardItem, User
from marketplace.kernel.errors import Refused
from marketplace.kernel.search import index_document

MAX_CHANNELS = 12
MAX_PRICES = 30


def save_channels(
    *, actor: User, profile: InfluencerProfile, channels: Sequence[ChannelFigures]
) -> None:
    """Make `channels` the influencer's channels, with reach and search following.

    Rows that stay the same keep their id. Raises `Refused` for more than `MAX_CHANNELS`, or
    where the same channel is named twice.
    """
    if len(channels) > MAX_CHANNELS:
        raise Refused(f"A profile has room for {MAX_CHANNELS} channels.")
    if len({(row.platform, row.handle.lower()) for row in channels}) < len(channels):
        raise Refused("A channel is listed twice. Remove one of the two.")
    with transaction.atomic():
        profile = InfluencerProfile.objects.select_for_update().get(pk=profile.pk)
        known = {(row.platform, row.handle.lower()): row for row in profile.channels.all()}
        for figures in channels:
            row = known.pop((figures.platform, figures.handle.lower()), None)
            row = row or Channel(influencer=profile)
            for name, value in asdict(figures).items():
                setattr(row, name, value)
            row.save()
        Channel.objects.filter(pk__in=[row.pk for row in known.values()]).delete()
        index_influencer(profile=profile)


def save_rate_card(*, actor: User, profile: InfluencerProfile, prices: Sequence[Price]) -> None:
    """Make `prices` (minor units) the influencer's rate card, with the lowest price following.

    Raises `Refused` for more than `MAX_PRICES`, or two prices for one kind on one platform.
    """
    if len(prices) > MAX_PRICES:
        raise Refused(f"A rate card has room for {MAX_PRICES} prices.")
    if len({(row.platform, row.kind) for row in prices}) < len(prices):
        raise Refused("The same content is priced twice. Remove one of the two.")
    with transaction.atomic():
        profile = InfluencerProfile.objects.select_for_update().get(pk=profile.pk)
        known = {(row.platform, row.kind): row for row in profile.rate_card.all()}
        for price in prices:
            row = known.pop((price.platform, price.kind), None)
            row = row or RateCardItem(influencer=profile, platform=price.platform, kind=price.kind)
            row.price_minor = price.price_minor
            row.save()
        RateCardItem.objects.filter(pk__in=[row.pk for row in known.values()]).delete()
        index_influencer(profile=profile)


def index_influencer(*, profile: InfluencerProfile) -> None:
    """Bring reach, lowest price and search words up to date, in the caller's transaction."""
    profile.top_followers = profile.channels.aggregate(top=Max("followers"))["top"] or 0
    profile.lowest_price_minor = profile.rate_card.aggregate(low=Min("price_minor"))["low"]
    profile.save(update_fields=["top_followers", "lowest_price_minor"])
    channel_handles = profile.channels.values_list("handle", flat=True)
    index_document(
        kind="influencer",
        object_id=profile.pk,
        title=f"{profile.display_name} {profile.handle_id}",
        body=" ".join(
            [profile.niche, profile.category.name, profile.description, *channel_handles]
        ),
    )
