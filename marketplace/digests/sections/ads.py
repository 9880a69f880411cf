"""What waits for the reader in their ads, the nearest deadline first."""

from collections.abc import Sequence
from datetime import datetime

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
        .select_related("campaign__sponsor__user", "influencer__user", "current_offer")
    )
    sponsors = ads.waiting_for(Side.SPONSOR).filter(campaign__sponsor__user_id__in=ids)
    influencers = ads.waiting_for(Side.INFLUENCER).filter(influencer__user_id__in=ids)
    lines = by_reader(
        (ad.user_of(side).pk, _line(ad, side))
        for side, found in ((Side.SPONSOR, sponsors), (Side.INFLUENCER, influencers))
        for ad in found.order_by(f"{side.value}_acts_by", "pk")
    )
    return {pk: section_of(TITLE, reverse("ads:list"), found) for pk, found in lines.items()}


def _line(ad: Ad, side: Side) -> Line:
    due_at = speech.due_at(ad, side)
    return Line(
        text=f"{ad.title}, with {speech.name_of(ad, side.other)}: {speech.asked_for(ad, side)}",
        url=ad.get_absolute_url(),
        note=speech.consequence(ad, side),
        due_at=None if ad.is_overdue and due_at == ad.deadline_at else due_at,
    )
