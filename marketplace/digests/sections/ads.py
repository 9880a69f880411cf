"""What waits for the reader in their ads, the nearest deadline first."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial

from django.db.models import Q, QuerySet
from django.urls import reverse

from ads import speech
from ads.models import Ad
from ads.workflow import Side, State
from marketplace.digests.registry import Line, Reader, Section
from marketplace.digests.sections.lists import first_of_each, ids_of, sections_of
from marketplace.notifications.topics import Topic

TITLE = "Your turn"
# Where an ad keeps the id of each side's user.
USER = {Side.SPONSOR: "campaign__sponsor__user", Side.INFLUENCER: "influencer__user"}
# Where the name of the side across the table stands.
OTHER_NAME = {
    Side.SPONSOR: "influencer__display_name",
    Side.INFLUENCER: "campaign__sponsor__display_name",
}
# What a line reads of an ad besides that name.
COLUMNS = (
    *("title", "state", "deadline_at", "overdue_at", "ended_at", "is_history"),
    *("sponsor_acts_by", "influencer_acts_by"),
)


def collect_turns(readers: Sequence[Reader], now: datetime) -> dict[int, Section]:
    """Return the ads in which each reader has the next move. One query for each side.

    A draft is left out: it waits for nobody but its author, and has no deadline.
    """
    found: dict[int, Section] = {}
    for side in Side:
        if ids := ids_of(readers, side.value):
            is_offer = Q(state__in=(State.OFFERED, State.COUNTERED))
            unwanted = unwanted_by(readers, user=USER[side], is_offer=is_offer, is_work=~is_offer)
            found |= _turns_of(side, ids, unwanted)
    return found


def unwanted_by(readers: Sequence[Reader], *, user: str, is_offer: Q, is_work: Q) -> Q:
    """Return the condition that a row is about a topic of which its reader wants no mail.

    `user` names its column with the reader's id, the others say which rows a topic holds.
    """
    condition = Q(pk__in=[])
    for topic, is_about in ((Topic.OFFERS, is_offer), (Topic.WORK, is_work)):
        ids = [reader.user.pk for reader in readers if not reader.wants(topic)]
        condition |= is_about & Q(**{f"{user}__in": ids})
    return condition


def _turns_of(side: Side, user_ids: list[int], unwanted: Q) -> dict[int, Section]:
    waiting = (
        Ad.objects.filter(is_history=False, **{f"{USER[side]}__in": user_ids})
        .exclude(state=State.DRAFT)
        .exclude(unwanted)
        .waiting_for(side)
    )
    rows = first_of_each(waiting, user=USER[side], order=(f"{side.value}_acts_by", "pk"))
    return sections_of(
        with_names(rows, side), partial(_line, side=side), title=TITLE, url=reverse("ads:list")
    )


def with_names(ads: QuerySet[Ad], side: Side) -> QuerySet[Ad]:
    """Load what a line tells `side` of an ad, and nothing else: terms and briefs are long."""
    other = OTHER_NAME[side].rpartition("__")[0]
    return ads.select_related(other).only(*COLUMNS, OTHER_NAME[side])


def _line(ad: Ad, *, side: Side) -> Line:
    due_at = speech.due_at(ad, side)
    is_late = ad.is_overdue and due_at == ad.deadline_at
    return Line(
        text=f"{ad.title}, with {speech.name_of(ad, side.other)}: {speech.asked_for(ad, side)}",
        url=ad.get_absolute_url(),
        note=speech.consequence(ad, side),
        due_at=None if is_late else due_at,
        overdue_since=ad.overdue_at if is_late else None,
        subject=f"Overdue: {ad.title}" if is_late else f"Your turn on {ad.title}",
    )
