"""Drafting and changing a campaign."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from campaigns.actions.locking import check_owner, lock_campaign
from campaigns.content import Content
from campaigns.models import Campaign, CampaignVersion
from campaigns.search import index_campaign
from marketplace.kernel.errors import Refused
from marketplace.kernel.money import format_money

if TYPE_CHECKING:
    from accounts.models import User


def create_campaign(*, actor: "User", content: Content, now: datetime | None = None) -> Campaign:
    """Write a draft that only its sponsor sees.

    Raises Refused for a user who is no sponsor, and for content that cannot be true.
    """
    moment = now or timezone.now()
    if not actor.is_sponsor:
        raise Refused("Only sponsors create campaigns.")
    check_content(content, actor=actor, now=moment)
    campaign = Campaign(sponsor=actor.sponsor_profile, created_at=moment)
    content.write_to(campaign)
    with transaction.atomic():
        campaign.save()
    return campaign


def update_campaign(
    *, actor: "User", campaign: Campaign, content: Content, now: datetime | None = None
) -> Campaign:
    """Change what a campaign says. Once it was published, each change is kept as a version.

    Raises Refused for a closed campaign, for content that cannot be true, and, pinned to
    `budget_minor`, for a budget below what ads have committed.
    """
    moment = now or timezone.now()
    with transaction.atomic():
        locked = lock_campaign(campaign.pk)
        check_owner(locked, actor)
        if locked.state == Campaign.State.CLOSED:
            raise Refused("The campaign is closed and stays as it is.")
        if content == Content.of(locked):
            return locked
        check_content(content, actor=actor, now=moment)
        check_budget(locked, content.budget_minor)
        content.write_to(locked)
        locked.save()
        if locked.state != Campaign.State.DRAFT:
            write_version(locked, actor=actor, now=moment)
        index_campaign(locked)
    return locked


def check_content(content: Content, *, actor: "User", now: datetime) -> None:
    """Raise Refused, pinned to its field, for the first thing that cannot be true."""
    for field, problem in content.problems(today=now.astimezone(actor.zone).date()).items():
        raise Refused(problem, field=field)


def check_budget(campaign: Campaign, budget_minor: int) -> None:
    """Raise Refused where the campaign, locked, has committed more than `budget_minor`."""
    if budget_minor < campaign.committed_minor:
        raise Refused(
            f"Your ads hold {format_money(campaign.committed_minor)} of this budget. "
            "Enter at least that much.",
            field="budget_minor",
        )


def write_version(campaign: Campaign, *, actor: "User | None", now: datetime) -> None:
    """Keep what the campaign, locked, says from now on."""
    latest = campaign.versions.aggregate(latest=Max("number"))["latest"] or 0
    CampaignVersion.objects.create(
        campaign=campaign,
        number=latest + 1,
        content=Content.of(campaign).as_json(),
        actor=actor,
        created_at=now,
    )
