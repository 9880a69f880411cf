"""Ratings of ads that are over, counted on the profiles once both sides may read them."""

from datetime import datetime, timedelta

from django.conf import settings

from ads.models import Ad, Rating
from ads.workflow import Side, State
from marketplace.seeding.bulk import words
from marketplace.seeding.bulk.dice import Dice
from marketplace.seeding.bulk.rows import Rows

STARS = ((5, 52), (4, 30), (3, 11), (2, 5), (1, 2))
# Who rates an ad that can be rated.
RATERS = ((tuple(Side), 60), ((Side.SPONSOR,), 12), ((Side.INFLUENCER,), 10), ((), 18))


def rate(ad: Ad, *, dice: Dice, rows: Rows, now: datetime) -> None:
    """Let none, one or both sides rate `ad`, if it ended after it was paid for."""
    if ad.ended_at is None or ad.funded_at is None:
        return
    if ad.state not in (State.COMPLETED, State.CANCELLED):
        return
    closes_at = ad.ended_at + timedelta(days=settings.RATING_DAYS)
    ratings = [
        Rating(
            pk=rows.number(Rating),
            ad=ad,
            by_side=side,
            actor=ad.user_of(side),
            quality_stars=dice.weighted(STARS),
            communication_stars=dice.weighted(STARS),
            timeliness_stars=dice.weighted(STARS),
            text=dice.one(words.PRAISE),
            created_at=dice.moment(ad.ended_at, min(closes_at - timedelta(hours=1), now)),
        )
        for side in dice.weighted(RATERS)
    ]
    both_at = max((r.created_at for r in ratings), default=None) if len(ratings) == 2 else None
    published_at = both_at or (closes_at if closes_at <= now else None)
    for rating in ratings:
        rating.published_at = published_at
        if published_at:
            _count(rating)
        rows.add(rating)


def _count(rating: Rating) -> None:
    """Count a published rating on the profile it judges, which is not written yet."""
    ad = rating.ad
    profile = ad.influencer if rating.by_side == Side.SPONSOR else ad.campaign.sponsor
    profile.rating_sum += sum(rating.axes)
    profile.rating_count += 1
