"""Whom each change is told, in which words."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from campaigns.models import Campaign, Interest
from marketplace.kernel.money import format_money
from marketplace.messaging.models import Message
from marketplace.notifications.actions import notify

if TYPE_CHECKING:
    from accounts.models import InfluencerProfile, SponsorProfile, User

    Profile = InfluencerProfile | SponsorProfile


def tell_interest_shown(interest: Interest) -> None:
    """Tell the sponsor who would like to work in its campaign."""
    price = interest.proposed_price_minor
    _tell(
        "interest_shown",
        interest.campaign.sponsor.user,
        f"{interest.influencer.display_name} is interested in {interest.campaign.title}.",
        interest.get_absolute_url(),
        key=f"interest:{interest.pk}:shown",
        context={
            "influencer": interest.influencer.display_name,
            "campaign": interest.campaign.title,
            "message": interest.message,
            "price": format_money(price) if price else "",
        },
    )


def tell_interest_withdrawn(interest: Interest) -> None:
    """Tell the sponsor that an influencer thought better of it."""
    campaign, influencer = interest.campaign, interest.influencer
    _tell(
        "interest_withdrawn",
        campaign.sponsor.user,
        f"{influencer.display_name} withdrew the interest in {campaign.title}.",
        interest.get_absolute_url(),
        key=f"interest:{interest.pk}:withdrawn",
        context={"influencer": influencer.display_name, "campaign": campaign.title},
    )


def tell_interest_declined(interest: Interest) -> None:
    """Tell the influencer the answer and its reason."""
    sponsor = interest.campaign.sponsor
    _tell(
        "interest_declined",
        interest.influencer.user,
        f"{sponsor.display_name} declined your interest in {interest.campaign.title}.",
        interest.get_absolute_url(),
        key=f"interest:{interest.pk}:declined",
        context={
            "sponsor": sponsor.display_name,
            "campaign": interest.campaign.title,
            "reason": interest.decline_reason,
        },
    )


def tell_interest_closed(interest: Interest) -> None:
    """Tell an influencer who waited for an answer that the campaign closed."""
    _tell(
        "interest_closed",
        interest.influencer.user,
        f"{interest.campaign.title} closed, and with it your interest.",
        interest.get_absolute_url(),
        key=f"interest:{interest.pk}:closed",
        context={
            "sponsor": interest.campaign.sponsor.display_name,
            "campaign": interest.campaign.title,
        },
    )


def tell_message(interest: Interest, message: Message) -> None:
    """Tell the side that did not write what the other side wrote."""
    influencer, sponsor = interest.influencer, interest.campaign.sponsor
    is_influencers = message.author_id == influencer.user_id
    wrote: Profile = influencer if is_influencers else sponsor
    reads: Profile = sponsor if is_influencers else influencer
    _tell(
        "interest_message",
        reads.user,
        f"{wrote.display_name} wrote to you about {interest.campaign.title}.",
        f"{interest.get_absolute_url()}#conversation",
        key=f"message:{message.pk}",
        context={
            "author": wrote.display_name,
            "campaign": interest.campaign.title,
            "body": message.body,
        },
    )


def tell_campaign_ended(campaign: Campaign) -> None:
    """Tell the sponsor that the calendar closed its campaign."""
    _tell(
        "campaign_closed",
        campaign.sponsor.user,
        f"{campaign.title} ended and is closed.",
        campaign.get_absolute_url(),
        key=f"campaign:{campaign.pk}:closed",
        context={"campaign": campaign.title},
    )


def tell_flagged(campaign: Campaign, now: datetime) -> None:
    """Tell the sponsor that a moderator flagged its campaign, and why."""
    _tell(
        "campaign_flagged",
        campaign.sponsor.user,
        f"A moderator flagged {campaign.title}. It takes nothing new for now.",
        campaign.get_absolute_url(),
        key=f"campaign:{campaign.pk}:flagged:{now.timestamp()}",
        context={"campaign": campaign.title, "reason": campaign.flag_reason},
    )


def tell_unflagged(campaign: Campaign, now: datetime) -> None:
    """Tell the sponsor that the flag is gone."""
    _tell(
        "campaign_unflagged",
        campaign.sponsor.user,
        f"The flag on {campaign.title} was lifted.",
        campaign.get_absolute_url(),
        key=f"campaign:{campaign.pk}:unflagged:{now.timestamp()}",
        context={"campaign": campaign.title},
    )


def _tell(
    kind: str, user: "User", text: str, url: str, *, key: str, context: dict[str, Any]
) -> None:
    notify(
        user=user,
        kind=kind,
        text=text,
        url=url,
        mail_kind=kind,
        mail_context=context,
        dedup_key=key,
    )
