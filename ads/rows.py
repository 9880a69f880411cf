"""One row of "my ads", worked out in Python so that its template only has to write it down."""

from dataclasses import dataclass

from django.db.models import OuterRef, QuerySet, Subquery
from django.utils.html import format_html
from django.utils.safestring import SafeString

from ads import speech
from ads.models import Ad
from ads.room.reader import Reader
from ads.workflow import Side
from marketplace.kernel.components.badges import state_badge
from marketplace.kernel.components.people import avatar
from marketplace.kernel.components.times import day, until
from marketplace.messaging.models import ThreadParticipant

# What a row reads, and what the tabs are sorted by; then what it reads of the other side.
_COLUMNS = (
    *("title", "state", "deadline_at", "overdue_at", "ended_at", "created_at", "is_history"),
    *("sponsor_acts_by", "influencer_acts_by"),
    *("price_minor", "current_offer__price_minor", "campaign__title"),
)
_OTHER = {
    Side.SPONSOR: ("influencer", ("display_name", "handle", "avatar")),
    Side.INFLUENCER: ("campaign__sponsor", ("display_name", "handle")),
}


@dataclass(frozen=True, slots=True)
class AdRow:
    """What a row shows to one of its two readers."""

    title: str
    url: str
    css: str
    avatar: SafeString
    other: str
    campaign: str
    unread: int | None
    task: str
    then: str
    price: str
    badge: SafeString


def loaded(ads: QuerySet[Ad], side: Side, user_id: int) -> QuerySet[Ad]:
    """Load what a row shows to `side`, with the reader's unread messages."""
    seat = ThreadParticipant.objects.filter(thread=OuterRef("thread"), user_id=user_id)
    other, columns = _OTHER[side]
    rows = ads.select_related("campaign", "current_offer", other)
    return rows.only(*_COLUMNS, *(f"{other}__{column}" for column in columns)).annotate(
        unread=Subquery(seat.values("unread_count")[:1])
    )


def ad_row(reader: Reader) -> AdRow:
    """Return the row of an ad that `loaded` has found."""
    ad = reader.ad
    has_turn = reader.has_turn or ad.acts_by(reader.side) is not None
    unread: int | None = getattr(ad, "unread")  # noqa: B009  # annotated by `loaded`
    overdue = ad.is_overdue
    return AdRow(
        title=ad.title,
        url=ad.get_absolute_url(),
        css=f"{' is-turn' if has_turn else ''}{' is-unread' if unread else ''}",
        avatar=avatar(reader.other_profile),
        other=reader.other_name,
        campaign=ad.campaign.title,
        unread=unread,
        task=_task(reader),
        then=speech.consequence(ad, reader.side),
        price=reader.price,
        badge=state_badge("turn", "overdue")
        if overdue
        else state_badge("ad", ad.state, turn=has_turn),
    )


def _task(reader: Reader) -> str:
    """Say who has to do what until when, or how the ad came to its end."""
    ad = reader.ad
    if ad.is_history:
        return "Brought over from an earlier platform"
    task = speech.task(ad, reader.side)
    if not task:
        return format_html("Ended {}", day(ad.ended_at)) if ad.ended_at else ""
    due_at = speech.due_at(ad, reader.side)
    if due_at is None:
        return task
    word = "due since" if ad.is_overdue and due_at == ad.deadline_at else "until"
    return format_html("{}, {} {}", task, word, until(due_at, short=True))
