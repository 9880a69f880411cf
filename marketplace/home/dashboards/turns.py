"""The ads that wait for the reader, the nearest deadline first."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import F

from accounts.models import InfluencerProfile, SponsorProfile, User
from ads import speech
from ads.models import Ad
from ads.workflow import Side

TURNS_SHOWN = 8


@dataclass(frozen=True, slots=True)
class Turn:
    """One ad in which the reader has the next move."""

    ad: Ad
    other: SponsorProfile | InfluencerProfile
    task: str
    consequence: str
    due_at: datetime | None


def turns_of(user: User) -> list[Turn]:
    """Return the most urgent ads in which `user` has the next move. One query."""
    side = Side(user.role)
    ads = (
        Ad.objects.visible_to(user)
        .waiting_for(side)
        .filter(is_history=False)
        .select_related("campaign__sponsor", "influencer", "current_offer")
        .order_by(F(f"{side.value}_acts_by").asc(nulls_last=True), "-state_entered_at", "-pk")
    )
    return [_turn(ad, side) for ad in ads[:TURNS_SHOWN]]


def _turn(ad: Ad, side: Side) -> Turn:
    other = ad.influencer if side is Side.SPONSOR else ad.campaign.sponsor
    task = speech.asked_for(ad, side)
    due_at = speech.due_at(ad, side)
    return Turn(ad, other, task[:1].upper() + task[1:], speech.consequence(ad, side), due_at)
