"""A sponsor's month in figures. Money is the ledger's: what left its escrows for good."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Count, F, Q, Sum

from accounts.models import User
from ads.models import Ad
from ads.workflow import State
from campaigns.models import Campaign
from marketplace.ledger.models import Account, AccountKind, Transfer, TransferKind

# Both parts of a released price: the influencer's and the platform's.
SPENDING = (TransferKind.RELEASE, TransferKind.FEE)
RUNNING = (Campaign.State.PUBLISHED, Campaign.State.PAUSED)


@dataclass(frozen=True, slots=True)
class Span:
    """Two months on one clock: [before, start) and [start, end), as moments."""

    before: datetime
    start: datetime
    end: datetime

    @classmethod
    def of(cls, month: date, zone: ZoneInfo) -> "Span":
        """Return the span of `month` (its first day) and the month before it, in `zone`."""
        earlier = (month - timedelta(days=1)).replace(day=1)
        later = (month + timedelta(days=31)).replace(day=1)
        return cls(*(datetime.combine(day, time(), zone) for day in (earlier, month, later)))


@dataclass(slots=True)
class Pair:
    """A figure of the month and of the month before."""

    now: int = 0
    before: int = 0

    @property
    def change(self) -> int:
        """By how much it rose; negative where it fell."""
        return self.now - self.before

    @property
    def distance(self) -> int:
        """By how much it rose or fell."""
        return abs(self.change)

    def add(self, other: "Pair") -> None:
        """Add `other` to this figure."""
        self.now += other.now
        self.before += other.before


@dataclass(slots=True)
class CampaignMonth:
    """One campaign in the month; `spent` is in minor units."""

    campaign: Campaign
    done: Pair
    spent: Pair


@dataclass(slots=True)
class Report:
    """One sponsor's month. Money in minor units; budgets and escrow as they stand now."""

    month: date
    rows: list[CampaignMonth] = field(default_factory=list)
    done: Pair = field(default_factory=Pair)
    spent: Pair = field(default_factory=Pair)
    in_escrow_minor: int = 0

    @property
    def month_before(self) -> date:
        """The first day of the month before."""
        return (self.month - timedelta(days=1)).replace(day=1)

    @property
    def budget_minor(self) -> int:
        """The budgets of the campaigns listed."""
        return sum(row.campaign.budget_minor for row in self.rows)

    @property
    def committed_minor(self) -> int:
        """What ads have used of them."""
        return sum(row.campaign.committed_minor for row in self.rows)

    @property
    def free_minor(self) -> int:
        """What they still leave."""
        return self.budget_minor - self.committed_minor

    def add(self, row: CampaignMonth) -> None:
        """Count a campaign in; list it if it is running or something happened this month."""
        self.done.add(row.done)
        self.spent.add(row.spent)
        if row.campaign.state in RUNNING or row.done.now or row.spent.now:
            self.rows.append(row)


def collect_reports(users: Sequence[User], month: date) -> dict[int, Report]:
    """Return the reports of `month` by user id; who had no campaign then has none.

    Four queries for each zone the users live in, because a month begins at local midnight.
    """
    by_zone: dict[ZoneInfo, list[int]] = defaultdict(list)
    for user in users:
        by_zone[user.zone].append(user.pk)
    reports: dict[int, Report] = {}
    for zone, user_ids in by_zone.items():
        reports |= _reports_of(user_ids, month, Span.of(month, zone))
    return reports


def _reports_of(user_ids: list[int], month: date, span: Span) -> dict[int, Report]:
    spent = spent_by_campaign(user_ids, span)
    done = _done_by_campaign(user_ids, span)
    campaigns = (
        Campaign.objects.filter(Q(state__in=RUNNING) | Q(pk__in=[*spent, *done]))
        .filter(sponsor__user_id__in=user_ids)
        .filter(created_at__lt=span.end)
        .annotate(owner_id=F("sponsor__user_id"))
        .order_by("end_date", "pk")
    )
    reports: dict[int, Report] = {}
    for campaign in campaigns:
        row = CampaignMonth(
            campaign, done.get(campaign.pk) or Pair(), spent.get(campaign.pk) or Pair()
        )
        reports.setdefault(campaign.owner_id, Report(month)).add(row)
    for user_id, balance in _escrow_by_user(user_ids).items():
        if user_id in reports:
            reports[user_id].in_escrow_minor = balance
    return {user_id: report for user_id, report in reports.items() if report.rows}


def spent_by_campaign(user_ids: Iterable[int], span: Span) -> Mapping[int, Pair]:
    """Return the gross released from escrow in both months of `span`, by campaign."""
    transfers = Transfer.objects.filter(
        kind__in=SPENDING,
        debit_account__ad__campaign__sponsor__user_id__in=user_ids,
        created_at__gte=span.before,
        created_at__lt=span.end,
    )
    sums = transfers.values_list("debit_account__ad__campaign_id").annotate(
        now=Sum("amount_minor", filter=Q(created_at__gte=span.start), default=0),
        before=Sum("amount_minor", filter=Q(created_at__lt=span.start), default=0),
    )
    return {pk: Pair(now, before) for pk, now, before in sums}


def _done_by_campaign(user_ids: Iterable[int], span: Span) -> Mapping[int, Pair]:
    ads = Ad.objects.filter(
        state=State.COMPLETED,
        is_history=False,
        campaign__sponsor__user_id__in=user_ids,
        ended_at__gte=span.before,
        ended_at__lt=span.end,
    )
    counts = ads.values_list("campaign_id").annotate(
        now=Count("pk", filter=Q(ended_at__gte=span.start)),
        before=Count("pk", filter=Q(ended_at__lt=span.start)),
    )
    return {pk: Pair(now, before) for pk, now, before in counts}


def _escrow_by_user(user_ids: Iterable[int]) -> Mapping[int, int]:
    escrows = Account.objects.of_kind(AccountKind.ESCROW).filter(
        ad__campaign__sponsor__user_id__in=user_ids
    )
    return dict(
        escrows.values_list("ad__campaign__sponsor__user_id").annotate(Sum("balance_minor"))
    )
