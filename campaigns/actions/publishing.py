"""Publishing, pausing, resuming."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from campaigns.actions.editing import write_version
from campaigns.actions.locking import check_owner, check_standing, lock_campaign
from campaigns.content import date_problems
from campaigns.models import Campaign
from campaigns.search import index_campaign
from marketplace.kernel.errors import Refused

if TYPE_CHECKING:
    from accounts.models import User


def publish_campaign(*, actor: "User", campaign: Campaign, now: datetime | None = None) -> Campaign:
    """Open a draft: a public one is found from now on. Keeps what it says as version 1.

    Raises Refused while the sponsor is unverified or suspended or the campaign is flagged,
    after its end date, and for anything but a draft.
    """
    moment = now or timezone.now()
    with transaction.atomic():
        locked = lock_campaign(campaign.pk)
        check_owner(locked, actor)
        _check_state(locked, Campaign.State.DRAFT, "published")
        check_standing(locked)
        _check_end(locked, moment)
        locked.state = Campaign.State.PUBLISHED
        locked.published_at = moment
        locked.save(update_fields=["state", "published_at", "updated_at"])
        write_version(locked, actor=actor, now=moment)
        index_campaign(locked)
    return locked


def pause_campaign(*, actor: "User", campaign: Campaign) -> Campaign:
    """Take a published campaign out of search; no new offer, counter, acceptance or interest.

    Offers and interests stay open, funded ads run on. Raises Refused unless it is published.
    """
    with transaction.atomic():
        locked = lock_campaign(campaign.pk)
        check_owner(locked, actor)
        _check_state(locked, Campaign.State.PUBLISHED, "paused")
        locked.state = Campaign.State.PAUSED
        locked.save(update_fields=["state", "updated_at"])
        index_campaign(locked)
    return locked


def resume_campaign(*, actor: "User", campaign: Campaign, now: datetime | None = None) -> Campaign:
    """Publish a paused campaign again. Raises Refused where publishing it would be refused."""
    moment = now or timezone.now()
    with transaction.atomic():
        locked = lock_campaign(campaign.pk)
        check_owner(locked, actor)
        _check_state(locked, Campaign.State.PAUSED, "resumed")
        check_standing(locked)
        _check_end(locked, moment)
        locked.state = Campaign.State.PUBLISHED
        locked.save(update_fields=["state", "updated_at"])
        index_campaign(locked)
    return locked


def _check_state(campaign: Campaign, wanted: Campaign.State, verb: str) -> None:
    if campaign.state != wanted:
        label = Campaign.State(campaign.state).label.lower()
        raise Refused(f"Only a {wanted.label.lower()} campaign can be {verb}; this one is {label}.")


def _check_end(campaign: Campaign, now: datetime) -> None:
    today = now.astimezone(campaign.sponsor.user.zone).date()
    for problem in date_problems(campaign.start_date, campaign.end_date, today=today).values():
        raise Refused(f"{problem} Edit the campaign first.", field="end_date")
