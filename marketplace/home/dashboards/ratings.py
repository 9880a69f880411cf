"""The ended ads that the reader can still rate, the one that closes first on top."""

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from accounts.models import InfluencerProfile, SponsorProfile, User
from ads.models import Ad
from ads.ratable import awaiting_rating
from ads.workflow import Side

RATINGS_SHOWN = 5


@dataclass(frozen=True, slots=True)
class ToRate:
    """One ad, whom to rate for it, and until when."""

    ad: Ad
    other: SponsorProfile | InfluencerProfile
    until: datetime | None


def ratings_due(user: User) -> list[ToRate]:
    """Return the ads that wait for a rating by `user`. One query."""
    side = Side(user.role)
    ads = awaiting_rating(Ad.objects.visible_to(user), side, timezone.now())
    found = ads.select_related("campaign__sponsor", "influencer")
    return [
        ToRate(
            ad,
            ad.influencer if side is Side.SPONSOR else ad.campaign.sponsor,
            ad.ratings_close_at,
        )
        for ad in found[:RATINGS_SHOWN]
    ]
