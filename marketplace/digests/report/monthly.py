"""A sponsor's month in figures, as they are stored when the report is made."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import F, Q, QuerySet

from accounts.models import User
from ads.models import Ad
from ads.workflow import State
from campaigns.models import Campaign
from marketplace.digests.report.figures import Figures, total_of
from marketplace.digests.report.money import money_by_campaign
from marketplace.digests.report.spans import Span
from marketplace.digests.report.work import AdRow, ad_rows, best_of

RUNNING = (Campaign.State.PUBLISHED, Campaign.State.PAUSED)


@dataclass(frozen=True, slots=True)
class CampaignRow:
    """One campaign in the month; its budget as it stood when the report was made."""

    pk: int
    title: str
    state: str
    budget_minor: int
    committed_minor: int
    figures: Figures

    @classmethod
    def read(cls, stored: Mapping[str, Any]) -> "CampaignRow":
        """Return a row as `as_json` stored it."""
        return cls(**(dict(stored) | {"figures": Figures.read(stored["figures"])}))

    def as_json(self) -> dict[str, Any]:
        """Return plain values that say all of it."""
        return {
            "pk": self.pk,
            "title": self.title,
            "state": self.state,
            "budget_minor": self.budget_minor,
            "committed_minor": self.committed_minor,
            "figures": self.figures.as_json(),
        }

    @property
    def free_minor(self) -> int:
        """What the budget still left, in minor units."""
        return self.budget_minor - self.committed_minor


@dataclass(frozen=True, slots=True)
class Budgets:
    """Some campaigns and their budgets together, in minor units."""

    campaigns: int
    budget_minor: int
    committed_minor: int

    @property
    def free_minor(self) -> int:
        """What they left."""
        return self.budget_minor - self.committed_minor


@dataclass(frozen=True)
class MonthFigures:
    """One sponsor's month, whose borders are midnights in `zone`.

    `before` is the month before; its results are those known when the report was made, too, so
    that like is compared with like. `last` are the budgets as the report before told them, if
    there was one. Campaigns are sorted by what was spent on them.
    """

    zone: str
    campaigns: Sequence[CampaignRow]
    before: Figures
    best: Sequence[AdRow]
    last: Budgets | None = None

    @classmethod
    def read(cls, stored: Mapping[str, Any]) -> "MonthFigures":
        """Return figures as `as_json` stored them."""
        return cls(
            zone=stored["zone"],
            last=Budgets(**stored["last"]) if stored["last"] else None,
            campaigns=[CampaignRow.read(row) for row in stored["campaigns"]],
            before=Figures.read(stored["before"]),
            best=[AdRow.read(row) for row in stored["best"]],
        )

    def as_json(self) -> dict[str, Any]:
        """Return plain values that say all of it."""
        return {
            "zone": self.zone,
            "last": asdict(self.last) if self.last else None,
            "campaigns": [row.as_json() for row in self.campaigns],
            "before": self.before.as_json(),
            "best": [row.as_json() for row in self.best],
        }

    @cached_property
    def total(self) -> Figures:
        """All campaigns together."""
        return total_of(row.figures for row in self.campaigns)

    @cached_property
    def budgets(self) -> Budgets:
        """The budgets of the campaigns listed."""
        return Budgets(
            campaigns=len(self.campaigns),
            budget_minor=sum(row.budget_minor for row in self.campaigns),
            committed_minor=sum(row.committed_minor for row in self.campaigns),
        )


def collect_months(users: Sequence[User], month: date) -> dict[int, MonthFigures]:
    """Return the figures of `month` by user id; who had no campaign then has none.

    Five queries for each zone the users live in, because a month begins at local midnight.
    """
    by_zone: dict[ZoneInfo, list[int]] = defaultdict(list)
    for user in users:
        by_zone[user.zone].append(user.pk)
    found: dict[int, MonthFigures] = {}
    for zone, user_ids in by_zone.items():
        found |= _months_of(user_ids, zone, Span.of(month, zone))
    return found


def _months_of(user_ids: list[int], zone: ZoneInfo, span: Span) -> dict[int, MonthFigures]:
    money = money_by_campaign(user_ids, span)
    now, before, rows = _done_by_campaign(user_ids, span)
    campaigns: dict[int, list[CampaignRow]] = defaultdict(list)
    earlier: dict[int, list[Figures]] = defaultdict(list)
    for campaign in _campaigns_of(user_ids, span, [*money, *now, *before]):
        inside, outside = money[campaign.pk]
        figures = inside + total_of(now[campaign.pk])
        earlier[campaign.owner_id].append(outside + total_of(before[campaign.pk]))
        if campaign.ran or not figures.is_empty:
            campaigns[campaign.owner_id].append(_row(campaign, figures))
    return {
        user_id: MonthFigures(
            zone=str(zone),
            campaigns=sorted(found, key=lambda row: -row.figures.spent_minor),
            before=total_of(earlier[user_id]),
            best=best_of(row for campaign in found for row in rows[campaign.pk]),
        )
        for user_id, found in campaigns.items()
    }


def _campaigns_of(
    user_ids: Collection[int], span: Span, touched: Collection[int]
) -> QuerySet[Any, Any]:
    """Return the campaigns that ran in the span, which are marked as such, and those in which
    something happened; in the order of their end."""
    ran = Q(published_at__lt=span.end) & (Q(state__in=RUNNING) | Q(closed_at__gte=span.start))
    return (
        Campaign.objects.filter(ran | Q(pk__in=touched), sponsor__user_id__in=user_ids)
        .annotate(owner_id=F("sponsor__user_id"), ran=ran)
        .defer("description", "goals")
        .order_by("end_date", "pk")
    )


def _row(campaign: Campaign, figures: Figures) -> CampaignRow:
    return CampaignRow(
        pk=campaign.pk,
        title=campaign.title,
        state=campaign.state,
        budget_minor=campaign.budget_minor,
        committed_minor=campaign.committed_minor,
        figures=figures,
    )


_ByCampaign = dict[int, list[Figures]]


def _done_by_campaign(
    user_ids: Collection[int], span: Span
) -> tuple[_ByCampaign, _ByCampaign, dict[int, list[AdRow]]]:
    """Return the ads done by campaign: their figures in the span, in the time before it, and the
    rows of those in the span. Two queries."""
    ads = Ad.objects.filter(
        state=State.COMPLETED,
        is_history=False,
        campaign__sponsor__user_id__in=user_ids,
        ended_at__gte=span.before,
        ended_at__lt=span.end,
    )
    now: _ByCampaign = defaultdict(list)
    before: _ByCampaign = defaultdict(list)
    rows: dict[int, list[AdRow]] = defaultdict(list)
    for row in ad_rows(ads):
        assert row.ended_at is not None  # as the query asked
        if row.ended_at < span.start:
            before[row.campaign_id].append(row.figures)
        else:
            now[row.campaign_id].append(row.figures)
            rows[row.campaign_id].append(row)
    return now, before, rows
