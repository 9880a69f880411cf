"""Ratings of ads that are over, given by the real action."""

from datetime import datetime

from ads import actions
from ads.models import Ad, Rating
from ads.workflow import Side


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
