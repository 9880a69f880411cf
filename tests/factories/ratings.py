"""Ratings of ads that are over, given by the real action."""

from datetime import datetime

from ads import actions
from ads.models import Ad, Rating
from ads.workflow import Side, State
from tests.factories.accounts import make_moderator
from tests.factories.ads import make_ad


def make_rating(ad: Ad, by: Side, *axes: int, now: datetime | None = None, **more: str) -> Rating:
    """Let one side rate the other; one number stands for all three axes."""
    quality, communication, timeliness = axes if len(axes) > 1 else axes * 3
    return actions.rate_ad(
        actor=ad.user_of(by),
        ad=ad,
        quality_stars=quality,
        communication_stars=communication,
        timeliness_stars=timeliness,
        now=now,
        **more,
    )


def make_settled(*, lost_by: Side | None, now: datetime | None = None) -> Ad:
    """Return an ad whose dispute a moderator settled against one side, or down the middle."""
    ad = make_ad(State.DISPUTED, now=now)
    price = ad.offered_price_minor
    parts = {Side.SPONSOR: 2, Side.INFLUENCER: 0, None: 1}
    actions.settle_dispute(
        actor=make_moderator(),
        ad=ad,
        share_minor=price * parts[lost_by] // 2,
        reason="The posts are as they are.",
        now=now,
    )
    return Ad.objects.select_related("campaign__sponsor__user", "influencer__user").get(pk=ad.pk)
