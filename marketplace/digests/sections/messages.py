"""Unread messages that came since the last digest: a reminder once, not every morning."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import OuterRef, Subquery
from django.urls import reverse

from marketplace.digests.registry import Line, Reader, Section
from marketplace.digests.sections.lists import by_reader, section_of
from marketplace.messaging.models import Message, Thread, ThreadParticipant

TITLE = "Unread messages"


def collect_unread(readers: Sequence[Reader], now: datetime) -> dict[int, Section]:
    """Return the threads in which something new is unread. One query."""
    since = {reader.user.pk: reader.since for reader in readers}
    newest = Message.objects.texts().filter(thread=OuterRef("thread_id")).order_by("-pk")
    seats = (
        ThreadParticipant.objects.filter(user_id__in=since, unread_count__gt=0)
        .annotate(newest_at=Subquery(newest.values("created_at")[:1]))
        .select_related("thread__ad", "thread__interest__campaign")
        .order_by("-newest_at", "pk")
    )
    lines = by_reader(
        (seat.user_id, _line(seat))
        for seat in seats
        if seat.newest_at and seat.newest_at > since[seat.user_id] and _subject(seat.thread)
    )
    return {pk: section_of(TITLE, reverse("ads:list"), found) for pk, found in lines.items()}


def _subject(thread: Thread) -> tuple[str, str] | None:
    """Return what the thread is about and where it is read; None for one that lost its subject."""
    if ad := getattr(thread, "ad", None):
        return ad.title, ad.get_absolute_url()
    if interest := getattr(thread, "interest", None):
        return interest.campaign.title, interest.get_absolute_url()
    return None


def _line(seat: ThreadParticipant) -> Line:
    title, url = _subject(seat.thread) or ("", "")
    noun = "message" if seat.unread_count == 1 else "messages"
    return Line(text=f"{seat.unread_count} {noun} in {title}", url=url)
