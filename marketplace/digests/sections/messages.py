"""Unread messages that came since the last digest: a reminder once, not every morning."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import OuterRef, Q, Subquery
from django.urls import reverse

from ads.models import Ad
from campaigns.models import Interest
from marketplace.digests.registry import Line, Reader, Section
from marketplace.digests.sections.lists import first_of_each, is_news, sections_of
from marketplace.kernel.counting import counted
from marketplace.messaging.models import Message, ThreadParticipant

TITLE = "Unread messages"
# What a line reads: the subject of a thread and the names of both sides.
SUBJECTS = (
    *("thread__ad__campaign__sponsor", "thread__ad__influencer"),
    *("thread__interest__campaign__sponsor", "thread__interest__influencer"),
)
COLUMNS = (
    *("user_id", "unread_count", "thread__ad__title", "thread__interest__campaign__title"),
    *(f"{path}__{name}" for path in SUBJECTS for name in ("user_id", "display_name")),
)


def collect_unread(readers: Sequence[Reader], now: datetime) -> dict[int, Section]:
    """Return the threads in which something new is unread, the newest first. One query."""
    newest = Message.objects.texts().filter(thread=OuterRef("thread_id")).order_by("-pk")
    seats = (
        ThreadParticipant.objects.filter(
            # A thread that lost its subject is read nowhere.
            Q(thread__ad__isnull=False) | Q(thread__interest__isnull=False),
            user__in=[reader.user.pk for reader in readers],
            unread_count__gt=0,
        )
        .annotate(newest_at=Subquery(newest.values("created_at")[:1]))
        .filter(is_news(readers, user="user", moment="newest_at"))
    )
    rows = first_of_each(seats, user="user", order=("-newest_at", "pk"))
    return sections_of(
        rows.select_related(*SUBJECTS).only(*COLUMNS),
        _line,
        title=TITLE,
        url=f"{reverse('home:dashboard')}#unread",
    )


def _line(seat: ThreadParticipant) -> Line:
    """Say how many messages, by whom, about what. A thread that became an ad's is read there."""
    ad: Ad | None = getattr(seat.thread, "ad", None)
    about: Ad | Interest = ad or seat.thread.interest
    title = ad.title if ad else about.campaign.title
    sponsor, influencer = about.campaign.sponsor, about.influencer
    other = influencer if seat.user_id == sponsor.user_id else sponsor
    messages = counted(seat.unread_count, "message")
    return Line(
        text=f"{messages} by {other.display_name} in {title}",
        url=f"{about.get_absolute_url()}#{'timeline' if ad else 'conversation'}",
        subject=f"{messages} by {other.display_name}",
    )
