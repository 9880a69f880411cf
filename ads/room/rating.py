"""The rating box after the end: blind until both are in or the window closes."""

from dataclasses import dataclass
from datetime import datetime

from ads.models import Rating
from ads.room.reader import Reader
from ads.workflow import State


@dataclass(frozen=True, slots=True)
class RatingBox:
    """What the reader may write and what both may read."""

    is_open: bool
    is_waiting: bool  # for the other side
    closes_at: datetime | None
    mine: Rating | None = None
    theirs: Rating | None = None  # only once it is published


def rating_box(reader: Reader) -> RatingBox | None:
    """Return the box, or None for an ad that cannot be rated."""
    ad = reader.ad
    if not is_ratable(reader):
        return None
    by_side = {rating.by_side: rating for rating in ad.ratings.all()}
    mine = by_side.get(reader.side)
    theirs = by_side.get(reader.side.other)
    closes_at = ad.ratings_close_at
    in_time = closes_at is not None and reader.now < closes_at
    return RatingBox(
        is_open=mine is None and in_time,
        is_waiting=in_time and (theirs is None or theirs.published_at is None),
        closes_at=closes_at,
        mine=mine,
        theirs=theirs if theirs and theirs.published_at else None,
    )


def is_ratable(reader: Reader) -> bool:
    """Whether the ad ended in a way that can be rated: completed, or cancelled after payment."""
    ad = reader.ad
    if ad.is_history:
        return False
    return reader.state is State.COMPLETED or (
        reader.state is State.CANCELLED and ad.funded_at is not None
    )
