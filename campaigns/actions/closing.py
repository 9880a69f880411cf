"""Closing a campaign, by hand or by the calendar."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from campaigns import notices, registries
from campaigns.actions.locking import check_owner, lock_campaign
from campaigns.models import Campaign, Interest
from campaigns.search import index_campaign
from marketplace.kernel.errors import Refused
from marketplace.messaging.actions import post_system_line

if TYPE_CHECKING:
    from accounts.models import User


def close_campaign(
    *, actor: "User | None", campaign: Campaign, now: datetime | None = None
) -> Campaign:
    """Close a campaign for good: withdraws open offers, closes open interests, tells whom it hits.

    Ads that were accepted run on. `actor` None is the calendar; then the sponsor is told too.
    Raises Refused where it is closed already or is not the actor's.
    """
    moment = now or timezone.now()
    with transaction.atomic():
        locked = lock_campaign(campaign.pk)
        if actor is not None:
            check_owner(locked, actor)
        if locked.state == Campaign.State.CLOSED:
            raise Refused("The campaign is closed already.")
        locked.state = Campaign.State.CLOSED
        locked.closed_at = moment
        locked.save(update_fields=["state", "closed_at", "updated_at"])
        index_campaign(locked)
        for hook in registries.on_close:
            hook(campaign=locked, actor=actor, now=moment)
        _close_interests(locked, moment)
        if actor is None:
            notices.tell_campaign_ended(locked)
    return locked


def _close_interests(campaign: Campaign, now: datetime) -> None:
    """Close what still waits for an answer, and say so in each conversation."""
    interests = Interest.objects.filter(campaign=campaign).open().select_for_update(of=("self",))
    for interest in interests.select_related("influencer__user", "thread").order_by("pk"):
        interest.state = Interest.State.CLOSED
        interest.answered_at = now
        interest.save(update_fields=["state", "answered_at"])
        post_system_line(thread=interest.thread, body="The campaign closed.", now=now)
        interest.campaign = campaign
        notices.tell_interest_closed(interest)


def close_ended(*, now: datetime | None = None) -> int:
    """Close every running campaign whose end date is over in its sponsor's zone; return how many.

    Runs as often as one likes: a campaign closed meanwhile is passed over.
    """
    moment = now or timezone.now()
    # No zone is ahead of UTC by more than 14 hours; each campaign's own zone decides below.
    latest_today = (moment + timedelta(hours=14)).date()
    candidates = Campaign.objects.past_end(latest_today).select_related("sponsor__user")
    closed = 0
    for campaign in candidates.order_by("pk"):
        if campaign.end_date < moment.astimezone(campaign.sponsor.user.zone).date():
            closed += _close_if_ended(campaign, moment)
    return closed


def _close_if_ended(campaign: Campaign, now: datetime) -> bool:
    """Close one campaign, unless it was closed or prolonged since it was listed."""
    with transaction.atomic():
        locked = lock_campaign(campaign.pk)
        today = now.astimezone(locked.sponsor.user.zone).date()
        if locked.state == Campaign.State.CLOSED or locked.end_date >= today:
            return False
        close_campaign(actor=None, campaign=locked, now=now)
    return True
