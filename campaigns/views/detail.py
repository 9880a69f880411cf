"""The page of one campaign, as each reader may see it."""

from itertools import pairwise
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from campaigns.content import changes
from campaigns.models import Campaign
from campaigns.views.gates import MemberRequest
from marketplace.notifications.actions import mark_read_about

# So many ads and versions are shown; the rest is a link away, or long ago.
ADS_SHOWN = 20
VERSIONS_SHOWN = 20


@login_required
@require_safe
def campaign_detail(request: MemberRequest, pk: int) -> HttpResponse:
    """Show a campaign to its sponsor, to influencers who may see it, and to moderators."""
    campaigns = Campaign.objects.visible_to(request.user)
    if request.user.is_sponsor:
        campaigns = campaigns.with_budget()
    campaign = get_object_or_404(campaigns.select_related("sponsor__user", "category"), pk=pk)
    context: dict[str, Any] = {"campaign": campaign}
    if campaign.sponsor.user_id == request.user.pk:
        mark_read_about(actor=request.user, urls=[campaign.get_absolute_url()])
        context |= _for_owner(campaign)
    elif request.user.is_influencer:
        context |= _for_influencer(campaign, request)
    elif request.user.is_staff:
        context["versions"] = _versions(campaign)
    return render(request, "campaigns/detail.html", context)


def _for_owner(campaign: Campaign) -> dict[str, Any]:
    """Return what the sponsor works with: ads, interests waiting, budget, history."""
    ads: Any = campaign.ads  # made by the floor above
    # The campaign is the one at hand: an ad that asks for it costs no query.
    shown = list(
        ads.by_turn("sponsor")
        .select_related("influencer", "current_offer")
        .order_by("turn_rank", "deadline_at", "-pk")[: ADS_SHOWN + 1]
    )
    waiting = campaign.interests.open().count()
    for ad in shown:
        ad.campaign = campaign
    return {
        "is_owner": True,
        "ads": shown[:ADS_SHOWN],
        "has_more_ads": len(shown) > ADS_SHOWN,
        "open_interests": waiting,
        "interests_task": f"{waiting} influencer{' waits' if waiting == 1 else 's wait'} for you",
        "budget": campaign.budget,
        "versions": _versions(campaign),
    }


def _for_influencer(campaign: Campaign, request: MemberRequest) -> dict[str, Any]:
    """Return how the influencer stands to the campaign: interest, ads, saved or not."""
    interests = campaign.interests.filter(influencer__user_id=request.user.pk)
    interest = interests.order_by("-pk").first()
    ads: Any = campaign.ads  # made by the floor above
    own_ads = list(ads.visible_to(request.user).order_by("-pk")[:ADS_SHOWN])
    saves = campaign.saves.filter(influencer__user_id=request.user.pk)
    campaign.is_saved = saves.exists()  # as rows of the list have it
    return {
        "interest": interest,
        "own_ads": own_ads,
        "open_ad": next((ad for ad in own_ads if not ad.is_over), None),
        "versions": _versions(campaign) if interest or own_ads else [],
    }


def _versions(campaign: Campaign) -> list[dict[str, Any]]:
    """Return the latest changes, newest first; what was published first has none."""
    rows = list(campaign.versions.order_by("-number")[: VERSIONS_SHOWN + 1])
    return [
        {"version": newer, "changes": changes(older.content, newer.content)}
        for newer, older in pairwise(rows)
    ]
