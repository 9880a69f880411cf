"""Conversations with something unread in them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import OuterRef, Subquery

from accounts.models import InfluencerProfile, SponsorProfile, User
from marketplace.messaging.models import Message, ThreadParticipant

THREADS_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Unread:
    """One thread: about what, with whom, how many unread messages, the newest of them."""

    title: str
    url: str
    other: SponsorProfile | InfluencerProfile
    count: int
    newest: str
    newest_at: datetime


def unread_of(user: User) -> list[Unread]:
    """Return the threads with unread messages, the newest first. One query."""
    newest = Message.objects.texts().filter(thread=OuterRef("thread_id")).order_by("-pk")
    seats = (
        ThreadParticipant.objects.filter(user=user, unread_count__gt=0)
        .annotate(
            newest=Subquery(newest.values("body")[:1]),
            newest_at=Subquery(newest.values("created_at")[:1]),
        )
        .select_related(
            "thread__ad__campaign__sponsor",
            "thread__ad__influencer",
            "thread__interest__campaign__sponsor",
            "thread__interest__influencer",
        )
        .order_by("-newest_at", "-pk")
    )
    return [unread for seat in seats[:THREADS_SHOWN] if (unread := _unread(seat, user))]


def _unread(seat: Any, user: User) -> Unread | None:
    """Describe the thread of an annotated seat: by its ad, or else by its interest."""
    subject = getattr(seat.thread, "ad", None) or getattr(seat.thread, "interest", None)
    if subject is None:
        return None
    title = getattr(subject, "title", "") or subject.campaign.title
    other = subject.influencer if user.is_sponsor else subject.campaign.sponsor
    return Unread(
        title=title,
        url=subject.get_absolute_url(),
        other=other,
        count=seat.unread_count,
        newest=seat.newest,
        newest_at=seat.newest_at,
    )
