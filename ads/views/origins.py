"""Where a new ad comes from: ids in the address, each looked up among what the user may use."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404

from accounts.models import InfluencerProfile
from campaigns.models import Campaign, Interest

if TYPE_CHECKING:
    from accounts.models import User
    from ads.views.loading import SignedInRequest

# A sponsor that comes from a campaign looks for an influencer next; this remembers the campaign.
CAMPAIGN_KEY = "ad_campaign"
MAX_DIGITS = 18


@dataclass(frozen=True, slots=True)
class Origin:
    """What is known of a new ad."""

    campaign: Campaign | None
    influencer: InfluencerProfile | None
    interest: Interest | None = None


def own_campaigns(user: "User") -> QuerySet[Campaign]:
    """Return the user's campaigns that take new ads, newest first, with how their budgets
    stand."""
    own = Campaign.objects.owned_by(user).exclude(state=Campaign.State.CLOSED)
    return own.with_budget().order_by("-created_at")


def read_origin(request: "SignedInRequest") -> Origin:
    """Read `interest`, or `campaign` and `influencer`, from the form or the address.

    Raises Http404 for what is not the user's own or not to be seen.
    """
    if (number := _number(request, "interest")) is not None:
        return _from_interest(request.user, number)
    influencer = None
    if handle := _value(request, "influencer"):
        seen = InfluencerProfile.objects.visible_to(request.user).select_related("user", "category")
        influencer = get_object_or_404(seen, handle_id=handle.lower())
    campaign = _campaign(request, for_influencer=influencer is not None)
    return Origin(campaign, influencer, _open_interest(campaign, influencer))


def _from_interest(user: "User", number: int) -> Origin:
    interests = (
        Interest.objects.visible_to(user)
        .open()
        .select_related("influencer__user", "influencer__category")
    )
    interest = get_object_or_404(interests, pk=number)
    campaigns = Campaign.objects.owned_by(user).with_budget().select_related("sponsor__user")
    campaign = get_object_or_404(campaigns, pk=interest.campaign_id)
    return Origin(campaign, interest.influencer, interest)


def _campaign(request: "SignedInRequest", *, for_influencer: bool) -> Campaign | None:
    """Return the campaign named, or the one the user came from just before."""
    campaigns = own_campaigns(request.user).select_related("sponsor__user")
    number = _number(request, "campaign")
    if number is not None:
        campaign = get_object_or_404(campaigns, pk=number)
        if not for_influencer:
            request.session[CAMPAIGN_KEY] = campaign.pk
        return campaign
    if not for_influencer:
        return None
    if remembered := request.session.pop(CAMPAIGN_KEY, None):
        return campaigns.filter(pk=remembered).first()
    # Where there is only one, there is nothing to choose.
    found = list(campaigns[:2])
    return found[0] if len(found) == 1 else None


def _open_interest(
    campaign: Campaign | None, influencer: InfluencerProfile | None
) -> Interest | None:
    """Return the interest that this ad answers, so that its conversation goes on in the ad."""
    if campaign is None or influencer is None:
        return None
    open_ones = Interest.objects.open().filter(campaign=campaign, influencer=influencer, ad=None)
    return open_ones.first()


def _value(request: "SignedInRequest", name: str) -> str:
    """Return what form or address say; PostgreSQL would stumble over a zero character."""
    return (request.POST.get(name) or request.GET.get(name) or "").replace("\x00", "?")


def _number(request: "SignedInRequest", name: str) -> int | None:
    """Return an id; what is no number is an id nobody has."""
    text = _value(request, name)
    if not text:
        return None
    return int(text) if text.isascii() and text.isdigit() and len(text) <= MAX_DIGITS else 0
