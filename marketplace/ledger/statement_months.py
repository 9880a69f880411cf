"""A wallet's statement month by month: a month begins and ends at midnight in the reader's zone."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, tzinfo
from typing import Any, Self

from django.db.models import Case, Count, IntegerField, Min, Q, Sum, Value, When
from django.utils import timezone

from .models import Account, Transfer
from .statement import within, words_of

TYPED_MONTH = re.compile(r"([12][0-9]{3})-(0[1-9]|1[0-2])")


@dataclass(frozen=True, slots=True, order=True)
class Month:
    """A month of the calendar."""

    year: int
    number: int

    @classmethod
    def of(cls, moment: datetime, zone: tzinfo) -> Self:
        """Return the month in which `moment` is in `zone`."""
        local = moment.astimezone(zone)
        return cls(local.year, local.month)

    @classmethod
    def read(cls, text: str) -> Self | None:
        """Return the month that `text` names as "2026-11"; None if it names none."""
        found = TYPED_MONTH.fullmatch(text)
        return cls(int(found[1]), int(found[2])) if found else None

    def __str__(self) -> str:
        return f"{self.year}-{self.number:02}"

    @property
    def name(self) -> str:
        """The month in words: "November 2026"."""
        return f"{date(self.year, self.number, 1):%B %Y}"

    def following(self) -> Month:
        """Return the month after this one."""
        return Month(self.year + self.number // 12, self.number % 12 + 1)

    def starts_at(self, zone: tzinfo) -> datetime:
        """Return the month's first moment in `zone`, in UTC."""
        return datetime(self.year, self.number, 1, tzinfo=zone).astimezone(UTC)

    def ends_at(self, zone: tzinfo) -> datetime:
        """Return the first moment after the month in `zone`, in UTC."""
        return self.following().starts_at(zone)


@dataclass(frozen=True, slots=True)
class KindTotal:
    """What one kind of movement came to within a month, in minor units."""

    words: str
    count: int
    in_minor: int
    out_minor: int


@dataclass(frozen=True, slots=True)
class MonthSummary:
    """A month's balances and totals, in minor units."""

    month: Month
    count: int
    opening_minor: int
    in_minor: int
    out_minor: int
    kinds: tuple[KindTotal, ...] = ()

    @property
    def closing_minor(self) -> int:
        """The balance at the end of the month: the opening of the next one."""
        return self.opening_minor + self.in_minor - self.out_minor


def months_of(wallet: Account, zone: tzinfo, *, now: datetime | None = None) -> list[MonthSummary]:
    """Return every month from the wallet's first line to now, newest first. Two queries."""
    months = _months_until(wallet, zone, now or timezone.now())
    if not months:
        return []
    # The borders are worked out here: databases know other time zones than we do.
    borders = [
        When(created_at__lt=month.ends_at(zone), then=Value(number))
        for number, month in enumerate(months)
    ]
    rows = (
        within(wallet, end=months[-1].ends_at(zone))
        .annotate(month_number=Case(*borders, output_field=IntegerField()))
        .order_by()
        .values("month_number")
        .annotate(
            count=Count("pk"),
            came=Sum("signed_minor", filter=Q(signed_minor__gt=0)),
            went=Sum("signed_minor", filter=Q(signed_minor__lt=0)),
        )
    )
    by_number: dict[int, dict[str, Any]] = {row["month_number"]: dict(row) for row in rows}
    summaries: list[MonthSummary] = []
    balance = 0
    for number, month in enumerate(months):
        row = by_number.get(number, {})
        came, went = row.get("came") or 0, -(row.get("went") or 0)
        summaries.append(MonthSummary(month, row.get("count", 0), balance, came, went))
        balance = summaries[-1].closing_minor
    return summaries[::-1]


def month_summary(
    wallet: Account, month: Month, zone: tzinfo, *, now: datetime | None = None
) -> MonthSummary | None:
    """Return the balances and totals of one month, by kind; None before the first line and in
    the future. Two queries."""
    if month not in _months_until(wallet, zone, now or timezone.now()):
        return None
    inside = Q(created_at__gte=month.starts_at(zone))
    rows = list(
        within(wallet, end=month.ends_at(zone))
        .values("kind", is_reversal=Q(reversal_of__isnull=False))
        .annotate(
            before=Sum("signed_minor", filter=~inside),
            count=Count("pk", filter=inside),
            came=Sum("signed_minor", filter=inside & Q(signed_minor__gt=0)),
            went=Sum("signed_minor", filter=inside & Q(signed_minor__lt=0)),
        )
        .order_by("kind", "is_reversal")
    )
    opening = sum(row["before"] or 0 for row in rows)
    kinds = tuple(
        KindTotal(
            words=words_of(row["kind"], is_reversal=row["is_reversal"]),
            count=row["count"],
            in_minor=row["came"] or 0,
            out_minor=-(row["went"] or 0),
        )
        for row in rows
        if row["count"]
    )
    return MonthSummary(
        month=month,
        count=sum(kind.count for kind in kinds),
        opening_minor=opening,
        in_minor=sum(kind.in_minor for kind in kinds),
        out_minor=sum(kind.out_minor for kind in kinds),
        kinds=kinds,
    )


def _months_until(wallet: Account, zone: tzinfo, now: datetime) -> list[Month]:
    """Return the months from the wallet's first line to `now`, oldest first."""
    first = Transfer.objects.touching(wallet).aggregate(first=Min("created_at"))["first"]
    if first is None:
        return []
    months = [Month.of(first, zone)]
    current = Month.of(now, zone)
    while months[-1] < current:
        months.append(months[-1].following())
    return [month for month in months if month <= current]
