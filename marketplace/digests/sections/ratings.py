"""Ended ads that wait for the reader's rating: told twice, not every morning."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.urls import reverse

from ads import speech
from ads.models import Ad
from ads.ratable import awaiting_rating
from ads.workflow import Side
from marketplace.digests.registry import Line, Reader, Section
from marketplace.digests.sections.lists import by_reader, section_of

TITLE = "Ratings to give"
# Told again once so little time is left.
REMINDED = timedelta(days=2)


def collect_ratings(readers: Sequence[Reader], now: datetime) -> dict[int, Section]:
    """Return the ads each reader can still rate that ended since the last digest, or whose form
    closes soon. Two queries."""
    since = {reader.user.pk: reader.since for reader in readers}
    ads = Ad.objects.select_related("campaign__sponsor__user", "influencer__user")
    sponsors = ads.filter(campaign__sponsor__user_id__in=since)
    influencers = ads.filter(influencer__user_id__in=since)
    waiting = [
        (ad, side)
        for side, own in ((Side.SPONSOR, sponsors), (Side.INFLUENCER, influencers))
        for ad in awaiting_rating(own, side, now)
    ]
    lines = by_reader(
        (ad.user_of(side).pk, _line(ad, side))
        for ad, side in waiting
        if _is_told(ad, since[ad.user_of(side).pk], now)
    )
    url = f"{reverse('ads:list')}?show=ended"
    return {pk: section_of(TITLE, url, found) for pk, found in lines.items()}


def _is_told(ad: Ad, since: datetime, now: datetime) -> bool:
    assert ad.ended_at is not None  # what can be rated has ended
    assert ad.ratings_close_at is not None
    return ad.ended_at > since or ad.ratings_close_at - now <= REMINDED


def _line(ad: Ad, side: Side) -> Line:
    return Line(
        text=f"Rate {speech.name_of(ad, side.other)} for {ad.title}",
        url=f"{ad.get_absolute_url()}#rating",
        note="Neither of you reads the other's rating before both are in.",
        due_at=ad.ratings_close_at,
    )
