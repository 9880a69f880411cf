"""The same work again: a new draft from the terms of an ad that was sent."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.utils import timezone

from accounts.models import InfluencerProfile
from accounts.models.blocks import is_blocked_between
from ads.actions.drafting import create_draft
from ads.again import terms_again, title_again
from ads.models import Ad
from ads.workflow import State
from campaigns.models import Campaign
from marketplace.kernel.errors import Refused

if TYPE_CHECKING:
    from accounts.models import User


def duplicate_ad(*, actor: "User", ad: Ad, campaign: Campaign, now: datetime | None = None) -> Ad:
    """Start a draft in `campaign` with the ad's terms, its days moved on; see `terms_again`.

    Raises Refused where the ad is not the actor's or was never sent, says no terms, or its
    influencer cannot be asked any more, and as `create_draft` does.
    """
    moment = now or timezone.now()
    if ad.campaign.sponsor.user_id != actor.pk:
        raise Refused("This is not your ad.")
    if ad.state == State.DRAFT:
        raise Refused("This ad is a draft still. Edit and send it instead.")
    influencer = ad.influencer
    if not InfluencerProfile.objects.public().filter(pk=influencer.pk).exists():
        raise Refused(f"{influencer.display_name} takes no new ads at present.")
    if is_blocked_between(actor.pk, influencer.user_id):
        raise Refused("You cannot make new agreements with each other.")
    terms = terms_again(ad, today=timezone.localdate(moment, influencer.user.zone))
    if terms is None:
        raise Refused("No terms were written down in this ad, so there is nothing to repeat.")
    return create_draft(
        actor=actor,
        campaign=campaign,
        influencer=influencer,
        title=title_again(ad.title),
        terms=terms,
        now=moment,
    )
