"""The rating box after the end: blind until both are in or the window closes."""

from dataclasses import dataclass
from datetime import datetime

from ads.axes import axis_labels
from ads.models import Rating
from ads.ratable import can_be_rated
from ads.room.reader import Reader
from ads.workflow import Side


@dataclass(frozen=True, slots=True)
class Given:
    """One rating with the names of its axes."""

    rating: Rating
    axes: list[tuple[str, int]]


@dataclass(frozen=True, slots=True)
class RatingBox:
    """What the reader may write and what both may read."""

    is_open: bool
    is_waiting: bool  # for the other side
    closes_at: datetime | None
    mine: Given | None = None
    theirs: Given | None = None  # only once it is published
    # Written by the other side and held back; said only to a reader who cannot rate any more.
    theirs_is_held: bool = False
    # The reader lost a dispute: a moderator reads the rating first.
    is_read_first: bool = False

    @property
    def can_reply(self) -> bool:
        """Whether the reader may answer the rating about them."""
        return self.theirs is not None and not self.theirs.rating.reply


def rating_box(reader: Reader) -> RatingBox | None:
    """Return the box, or None for an ad that cannot be rated."""
    ad = reader.ad
    if not can_be_rated(ad):
        return None
    by_side = {rating.by_side: rating for rating in ad.ratings.all()}
    mine = by_side.get(reader.side)
    theirs = by_side.get(reader.side.other)
    closes_at = ad.ratings_close_at
    in_time = closes_at is not None and reader.now < closes_at
    is_public = theirs is not None and theirs.published_at is not None
    is_held = theirs is not None and theirs.is_held and (mine is not None or not in_time)
    is_open = mine is None and in_time
    return RatingBox(
        is_open=is_open,
        is_waiting=in_time and not is_public and not is_held,
        closes_at=closes_at,
        mine=given(mine) if mine else None,
        theirs=given(theirs) if theirs and is_public else None,
        theirs_is_held=is_held,
        is_read_first=is_open and _lost(reader),
    )


def _lost(reader: Reader) -> bool:
    return reader.dispute is not None and reader.dispute.lost_by == reader.side


def given(rating: Rating) -> Given:
    """Return a rating with its axes named after the side it judges."""
    rated = Side(rating.by_side).other
    return Given(rating, list(zip(axis_labels(rated), rating.axes, strict=True)))
