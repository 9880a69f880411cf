"""Campaigns and interests in any state, as their actions would have left them."""

from datetime import timedelta
from itertools import count
from typing import Any

from django.utils import timezone

from accounts.models import InfluencerProfile, Platform, SponsorProfile
from campaigns.content import Content
from campaigns.models import Campaign, CampaignVersion, Interest
from campaigns.search import index_campaign
from marketplace.messaging.actions import open_thread, post_message
from tests.factories.accounts import make_category, make_influencer, make_sponsor

_numbers = count(1)


def make_campaign(
    sponsor: SponsorProfile | None = None,
    state: str = "published",
    budget_minor: int = 500_000,
    **fields: Any,
) -> Campaign:
    """Return a campaign of a verified sponsor that runs from today for sixty days, findable."""
    number, now = next(_numbers), timezone.now()
    defaults = {
        "title": f"Campaign {number}",
        "description": "Two short films about the shoes on real trails.",
        "goals": "Get trail runners to try the shoes.",
        "platforms": [Platform.INSTAGRAM],
        "start_date": timezone.localdate(),
        "end_date": timezone.localdate() + timedelta(days=60),
        "published_at": None if state == "draft" else now,
        "closed_at": now if state == "closed" else None,
    }
    if "category" not in fields:
        defaults["category"] = make_category("Outdoor")
    campaign = Campaign.objects.create(
        sponsor=sponsor or make_sponsor(),
        state=state,
        budget_minor=budget_minor,
        **(defaults | fields),
    )
    if campaign.published_at:
        CampaignVersion.objects.create(
            campaign=campaign,
            number=1,
            content=Content.of(campaign).as_json(),
            actor=campaign.sponsor.user,
            created_at=campaign.published_at,
        )
    index_campaign(campaign)
    return campaign


def make_content(**fields: Any) -> Content:
    """Return what a form for a good campaign hands to its action."""
    defaults = {
        "title": "Autumn trail shoes",
        "description": "Two short films about the shoes on real trails.",
        "goals": "Get trail runners to try the shoes.",
        "platforms": (Platform.INSTAGRAM,),
        "budget_minor": 500_000,
        "start_date": timezone.localdate(),
        "end_date": timezone.localdate() + timedelta(days=60),
        "visibility": Campaign.Visibility.PUBLIC,
    }
    if "category" not in fields:
        defaults["category"] = make_category("Outdoor")
    return Content(**(defaults | fields))


def make_interest(
    campaign: Campaign | None = None,
    influencer: InfluencerProfile | None = None,
    state: str = "open",
    **fields: Any,
) -> Interest:
    """Return an interest with its thread, in which the influencer's message stands."""
    campaign = campaign or make_campaign()
    influencer = influencer or make_influencer()
    now = timezone.now()
    defaults = {
        "message": "I run these trails every week and would film them.",
        "proposed_price_minor": 40_000,
        "decline_reason": "We look for a runner in the Alps." if state == "declined" else "",
        "answered_at": None if state == "open" else now,
    }
    values = defaults | fields
    thread = open_thread(participants=[influencer.user, campaign.sponsor.user])
    post_message(actor=influencer.user, thread=thread, body=values["message"])
    return Interest.objects.create(
        campaign=campaign, influencer=influencer, state=state, thread=thread, **values
    )
