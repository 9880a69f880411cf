"""Which ads can be rated, and which of them still wait for one side's rating."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Exists, OuterRef, Q

from ads.models import Ad, Rating
from ads.models.ads import AdQuerySet
from ads.workflow import Side, State


def can_be_rated(ad: Ad) -> bool:
    """Whether the ad ended in a way that can be rated: completed, or cancelled after payment."""
    if ad.is_history:
        return False
    return ad.state == State.COMPLETED or (ad.state == State.CANCELLED and ad.funded_at is not None)


def awaiting_rating(ads: AdQuerySet, side: Side, now: datetime) -> AdQuerySet:
    """Narrow `ads` to those that `side` can still rate and has not, soonest closed first."""
    given = Rating.objects.filter(ad=OuterRef("pk"), by_side=side)
    ended_after = now - timedelta(days=settings.RATING_DAYS)
    paid_end = Q(state=State.COMPLETED) | Q(state=State.CANCELLED, funded_at__isnull=False)
    return ads.filter(
        paid_end, ~Exists(given), is_history=False, ended_at__gt=ended_after
    ).order_by("ended_at", "pk")
