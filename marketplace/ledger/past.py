"""What accounts held at a moment of the past, added up from the transfers until then."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, tzinfo

from django.db.models import BigIntegerField, OuterRef, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce

from .models import Account, Transfer

# The site is younger than this, and no time zone goes wrong after it.
EARLIEST = date(2000, 1, 1)


def balances_at(accounts: QuerySet[Account], moment: datetime) -> dict[int, int]:
    """Return what each of `accounts` held at `moment`, in minor units by primary key.

    A transfer of that very moment counts. One query, whatever kind of account.
    """
    rows = accounts.annotate(
        then_minor=_sum_of("credit_account", moment) - _sum_of("debit_account", moment)
    )
    return dict(rows.values_list("pk", "then_minor"))


def end_of_day(day: date, zone: tzinfo) -> datetime:
    """Return the last moment of `day` in `zone`, in UTC. The database keeps microseconds."""
    midnight = datetime.combine(day + timedelta(days=1), time.min, tzinfo=zone)
    return midnight.astimezone(UTC) - timedelta(microseconds=1)


def _sum_of(side: str, moment: datetime) -> Coalesce:
    """Return what went through one side of an account's transfers until `moment`."""
    transfers = Transfer.objects.filter(**{side: OuterRef("pk")}, created_at__lte=moment)
    total = transfers.order_by().values(side).annotate(total=Sum("amount_minor")).values("total")
    return Coalesce(Subquery(total, output_field=BigIntegerField()), Value(0))
