"""What waits for the reader in their ads, the nearest deadline first."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import F
from django.urls import reverse

from ads import speech
from ads.models import Ad
from ads.workflow import Side, State
from marketplace.digests.registry import Line, Reader, Section
from marketplace.digests.sections.lists import by_reader, section_of

TITLE = "Your turn"


def collect_turns(readers: Sequence[Reader], now: datetime) -> dict[int, Section]:
    """Return the ads in which each reader has the next move. Two queries.

    A draft is left out: it waits for nobody but its author, and has no deadline.
    """
    ids = [reader.user.pk for reader in readers]
    ads = (
        Ad.objects.filter(is_history=False)
        .exclude(state=State.DRAFT)
        .select_related("campaign__sponsor", "influencer", "current_offer")
        .order_by(F("deadline_at").asc(nulls_last=True), "pk")
    )
    asked = [
        *ads.waiting_for(Side.SPONSOR).filter(campaign__sponsor__user_id__in=ids),
        *ads.waiting_for(Side.INFLUENCER).filter(influencer__user_id__in=ids),
    ]
    lines = by_reader((_user_id(ad), _line(ad)) for ad in asked)
    return {pk: section_of(TITLE, reverse("ads:list"), found) for pk, found in lines.items()}


def _user_id(ad: Ad) -> int:
    return ad.campaign.sponsor.user_id if ad.turn is Side.SPONSOR else ad.influencer.user_id


def _line(ad: Ad) -> Line:
    side = Side.SPONSOR if ad.turn is Side.SPONSOR else Side.INFLUENCER
    task = speech.TASKS[State(ad.state)]
    return Line(
        text=f"{ad.title}, with {speech.name_of(ad, side.other)}: {task}",
        url=ad.get_absolute_url(),
        note=speech.consequence(ad),
        due_at=None if ad.is_overdue else ad.deadline_at,
    )
