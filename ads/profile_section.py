"""The part of a public profile that ads know: what others say after working together."""

from django.template.loader import render_to_string

from accounts.models import InfluencerProfile, SponsorProfile
from ads.models import Rating

SHOWN = 10


def ratings_section(profile: SponsorProfile | InfluencerProfile, user: object) -> str | None:
    """Return the newest published ratings of `profile` as HTML, or None where there are none."""
    ratings = (
        Rating.objects.published()
        .about(profile)
        .select_related("ad__influencer", "ad__campaign__sponsor")
        .order_by("-published_at", "-pk")[:SHOWN]
    )
    rows = [(rating, _writer(rating)) for rating in ratings]
    if not rows:
        return None
    return render_to_string("ads/_profile_ratings.html", {"rows": rows})


def _writer(rating: Rating) -> SponsorProfile | InfluencerProfile:
    ad = rating.ad
    return ad.campaign.sponsor if rating.by_side == "sponsor" else ad.influencer
