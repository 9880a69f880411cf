"""Since when news counts as new: in a digest, and on the page that shows the same.

A digest tells what came since the run before it, even if that made no mail. The page shows what
the last digest told and what has come since, so that whoever comes from the mail finds all of it
there; with the next digest the page moves on.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db.models import Max

from accounts.models import User
from marketplace.digests.models import DigestRun
from marketplace.digests.registry import Reader

# News older than this is no news, even to whoever had no digest for long.
NEWS_DAYS = 7
# A row tells the moment at which its work began, and is there to be read when that ends: up to a
# minute later, as long as a job may take. What is younger than this is left to the next digest,
# which else would take it for told.
MARGIN = timedelta(minutes=2)


def readers_of_digest(users: Sequence[User], now: datetime) -> list[Reader]:
    """Return the users as readers of the digest of `now`. One query.

    Users without a profile of their role, as a half-done import could leave them, are left out.
    """
    earlier = DigestRun.objects.filter(
        user__in=[user.pk for user in users], kind=DigestRun.Kind.DAILY, created_at__lt=now
    )
    last = dict(earlier.values_list("user_id").annotate(Max("created_at")))
    return [
        Reader(user=user, since=_since(last.get(user.pk), now), until=now - MARGIN)
        for user in users
        if user.profile is not None
    ]


def reader_of_page(user: User, now: datetime) -> Reader | None:
    """Return the user as the reader of what their last digest told, and of what came since; None
    for whoever gets no digest, such as a moderator. One query, and those that load the profile.
    """
    if user.profile is None:
        return None
    runs = DigestRun.objects.filter(user=user, kind=DigestRun.Kind.DAILY, created_at__lte=now)
    moments = list(runs.order_by("-created_at").values_list("created_at", flat=True)[:2])
    last = moments[0] if moments else now
    before = moments[1] if len(moments) > 1 else None
    return Reader(user=user, since=_since(before, last), until=now)


def _since(before: datetime | None, now: datetime) -> datetime:
    """Return since when a digest at `now` tells news, with the one before it at `before`."""
    oldest = now - timedelta(days=NEWS_DAYS)
    return (max(before, oldest) if before else oldest) - MARGIN
