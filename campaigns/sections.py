"""What campaigns add to other apps' pages."""

from django.contrib.auth.models import AnonymousUser
from django.template.loader import render_to_string

from accounts.models import InfluencerProfile, SponsorProfile, User
from campaigns.models import Campaign

SHOWN = 5


def sponsor_campaigns(
    profile: SponsorProfile | InfluencerProfile, user: User | AnonymousUser
) -> str | None:
    """Show a sponsor's public campaigns on its page, to those who may open them."""
    if not isinstance(profile, SponsorProfile) or not user.is_authenticated:
        return None
    campaigns = list(
        Campaign.objects.listed()
        .filter(sponsor=profile)
        .select_related("category")
        .defer("description", "goals")
        .order_by("-published_at", "-pk")[:SHOWN]
    )
    if not campaigns:
        return None
    return render_to_string("campaigns/_sponsor_campaigns.html", {"campaigns": campaigns})
