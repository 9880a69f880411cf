"""Campaigns."""

from datetime import date, datetime, time
from typing import TYPE_CHECKING

from django.utils import timezone

from campaigns.content import Content
from campaigns.models import Campaign, CampaignVersion
from campaigns.search import index_campaign
from marketplace.seeding.iescp import values
from marketplace.seeding.iescp.people import FLAGGED
from marketplace.seeding.iescp.source import Row
from marketplace.seeding.iescp.values import NotTaken

if TYPE_CHECKING:
    from marketplace.seeding.iescp.importer import Importer


class CampaignTaker:
    """Takes campaigns: running ones as published, past ones as closed."""

    def __init__(self, importer: "Importer") -> None:
        self.importer = importer

    def take_campaign(self, row: Row) -> Campaign:
        """Take one campaign with its flag."""
        sponsor = self.importer.lookup("sponsors", row["spon_id"], what="sponsor")
        start = values.day(row["start_date"], what="start date")
        end = values.day(row["end_date"], what="end date")
        if end < start:
            raise NotTaken(f"it ends on {end}, before it starts on {start}")
        now = self.importer.now
        is_over = end < now.date()
        campaign = Campaign.objects.create(
            sponsor=sponsor,
            title=values.text(row["name"], limit=120, what="name"),
            goals=values.text(row["goal"], limit=1000, what="goal"),
            description=values.text(
                row["description"], limit=5000, what="description", default="No brief was written."
            ),
            category=self.importer.category(
                values.text(row["category"], limit=60, what="category")
            ),
            budget_minor=values.minor(row["budget"], what="budget", least=1),
            start_date=start,
            end_date=end,
            visibility="public" if row["visibility"] else "private",
            state=Campaign.State.CLOSED if is_over else Campaign.State.PUBLISHED,
            published_at=min(_midnight(start), now),
            closed_at=now if is_over else None,
            flagged_at=now if row["flagged"] else None,
            flag_reason=FLAGGED if row["flagged"] else "",
            created_at=min(_midnight(start), now),
        )
        CampaignVersion.objects.create(
            campaign=campaign, number=1, content=Content.of(campaign).as_json(), actor=None
        )
        index_campaign(campaign)
        return campaign


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))
