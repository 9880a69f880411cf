"""Ended ads that wait for the reader's rating: told twice, not every morning."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial

from django.conf import settings
from django.db.models import Q
from django.urls import reverse

from ads import speech
from ads.models import Ad
from ads.ratable import awaiting_rating
from ads.workflow import Side
from marketplace.digests.registry import Line, Reader, Section
from marketplace.digests.sections.ads import USER, with_names
from marketplace.digests.sections.lists import first_of_each, is_news, sections_of

TITLE = "Ratings to give"
# Told again once so little time is left.
REMINDED = timedelta(days=2)


def collect_ratings(readers: Sequence[Reader], now: datetime) -> dict[int, Section]:
    """Return the ads each reader can still rate that ended since the last digest, or whose form
    closes soon. One query for each side."""
    found: dict[int, Section] = {}
    for side in Side:
        if own := [reader for reader in readers if reader.user.role == side.value]:
            found |= _ratings_of(side, own, now)
    return found


def _ratings_of(side: Side, readers: list[Reader], now: datetime) -> dict[int, Section]:
    user = USER[side]
    own = Ad.objects.filter(**{f"{user}__in": [reader.user.pk for reader in readers]})
    closes_soon = Q(ended_at__lte=now - timedelta(days=settings.RATING_DAYS) + REMINDED)
    told = awaiting_rating(own, side, now).filter(
        closes_soon | is_news(readers, user=user, moment="ended_at")
    )
    rows = first_of_each(told, user=user, order=("ended_at", "pk"))
    return sections_of(
        with_names(rows, side),
        partial(_line, side=side),
        title=TITLE,
        url=f"{reverse('ads:list')}?show=ended",
    )


def _line(ad: Ad, *, side: Side) -> Line:
    other = speech.name_of(ad, side.other)
    return Line(
        text=f"Rate {other} for {ad.title}",
        url=f"{ad.get_absolute_url()}#rating",
        note="Neither of you reads the other's rating before both are in.",
        due_at=ad.ratings_close_at,
    )
