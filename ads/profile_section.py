"""The parts of a public profile that ads know: what history says, and what others say."""

from django.template.loader import render_to_string

from accounts.models import InfluencerProfile, SponsorProfile
from ads.facts import LEAST
from ads.models import Rating
from ads.past import DAYS, MOST
from ads.room.rating import given
from ads.track import axis_averages, facts_about

SHOWN = 10


def facts_section(profile: SponsorProfile | InfluencerProfile, user: object) -> str | None:
    """Return the facts about `profile` as HTML, or None where too little happened yet."""
    facts = facts_about(profile)
    if not facts:
        return None
    context = {"facts": facts, "days": DAYS, "most": MOST, "least": LEAST}
    return render_to_string("ads/_profile_facts.html", context)


def ratings_section(profile: SponsorProfile | InfluencerProfile, user: object) -> str | None:
    """Return the averages and the newest published ratings of `profile` as HTML, or None."""
    ratings = (
        Rating.objects.published()
        .about(profile)
        .select_related("ad__influencer", "ad__campaign__sponsor")
        .order_by("-published_at", "-pk")[:SHOWN]
    )
    rows = [(given(rating), _writer(rating)) for rating in ratings]
    if not rows:
        return None
    context = {"rows": rows, "profile": profile, "axes": axis_averages(profile)}
    return render_to_string("ads/_profile_ratings.html", context)


def _writer(rating: Rating) -> SponsorProfile | InfluencerProfile:
    ad = rating.ad
    return ad.campaign.sponsor if rating.by_side == "sponsor" else ad.influencer
