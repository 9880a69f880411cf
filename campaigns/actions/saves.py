"""Keeping an eye on a campaign."""

from typing import TYPE_CHECKING

from django.db import transaction

from campaigns.models import Campaign, SavedCampaign
from marketplace.kernel.errors import Refused

if TYPE_CHECKING:
    from accounts.models import User


def save_campaign(*, actor: "User", campaign: Campaign) -> None:
    """Put a campaign on the influencer's list; saving twice changes nothing.

    Raises Refused for anybody but an influencer.
    """
    _check_influencer(actor)
    with transaction.atomic():
        SavedCampaign.objects.get_or_create(campaign=campaign, influencer=actor.influencer_profile)


def unsave_campaign(*, actor: "User", campaign: Campaign) -> None:
    """Take a campaign off the influencer's list. Raises Refused for anybody but an influencer."""
    _check_influencer(actor)
    with transaction.atomic():
        SavedCampaign.objects.filter(
            campaign=campaign, influencer=actor.influencer_profile
        ).delete()


def _check_influencer(actor: "User") -> None:
    if not actor.is_influencer:
        raise Refused("Only influencers save campaigns.")
