"""Held ratings: which of them a moderator has not decided about yet."""

from django.contrib.admin.models import LogEntry
from django.db.models import CharField, Exists, OuterRef
from django.db.models.functions import Cast

from ads.models import Rating
from ads.models.ratings import RatingQuerySet


def held_ratings(*, is_decided: bool) -> RatingQuerySet:
    """Return the held ratings that moderators chose to keep hidden, or those that still wait.

    That somebody decided is what the console's log says: it notes nothing else about a rating.
    """
    logged = LogEntry.objects.filter(
        content_type__app_label="ads",
        content_type__model="rating",
        object_id=Cast(OuterRef("pk"), CharField()),
    )
    decided = Exists(logged)
    return Rating.objects.filter(decided if is_decided else ~decided, is_held=True)
