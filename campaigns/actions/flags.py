"""Moderators' flags: a flagged campaign disappears from search and takes nothing new."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from campaigns import notices
from campaigns.actions.locking import lock_campaign
from campaigns.models import Campaign
from marketplace.kernel.errors import Refused

if TYPE_CHECKING:
    from accounts.models import User


def flag_campaign(
    *, actor: "User", campaign: Campaign, reason: str, now: datetime | None = None
) -> Campaign:
    """Flag a campaign and tell its sponsor why. What is funded runs on.

    Raises Refused without a reason, for a flagged campaign, and for anybody but a moderator.
    """
    moment = now or timezone.now()
    reason = reason.strip()
    _check_moderator(actor)
    if not reason:
        raise Refused("Say why. The sponsor reads it.", field="reason")
    with transaction.atomic():
        locked = lock_campaign(campaign.pk)
        if locked.is_flagged:
            raise Refused("The campaign is flagged already.")
        locked.flagged_at = moment
        locked.flag_reason = reason
        locked.save(update_fields=["flagged_at", "flag_reason", "updated_at"])
        notices.tell_flagged(locked, moment)
    return locked


def unflag_campaign(*, actor: "User", campaign: Campaign, now: datetime | None = None) -> Campaign:
    """Lift the flag and tell the sponsor. Raises Refused where there is none to lift."""
    _check_moderator(actor)
    with transaction.atomic():
        locked = lock_campaign(campaign.pk)
        if not locked.is_flagged:
            raise Refused("The campaign is not flagged.")
        locked.flagged_at = None
        locked.flag_reason = ""
        locked.save(update_fields=["flagged_at", "flag_reason", "updated_at"])
        notices.tell_unflagged(locked, now or timezone.now())
    return locked


def _check_moderator(actor: "User") -> None:
    if not actor.is_staff:
        raise Refused("Only moderators flag campaigns.")
