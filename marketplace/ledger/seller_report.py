"""The yearly report of sellers: what each influencer was paid, by quarter, for the operator.

It reads releases in the year they happened where the site is run (settings.TIME_ZONE). A
release that was reversed counts where it happened, and once more, negative, where it was reversed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import groupby, islice
from typing import TYPE_CHECKING, Any

from django.contrib.auth import get_user_model
from django.db.models import (
    BigIntegerField,
    Case,
    F,
    IntegerField,
    Max,
    OuterRef,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Coalesce, Concat, Length, Substr
from django.utils import timezone

from marketplace.kernel.countries import country_name

from .models import (
    BillingDetails,
    Document,
    DocumentKind,
    PayoutMethod,
    Transfer,
    TransferKind,
)

if TYPE_CHECKING:
    from accounts.models import User

QUARTERS = (1, 2, 3, 4)
BATCH = 500


@dataclass(slots=True)
class Figures:
    """How many ads were paid, what was released for them, and the fees in it (minor units)."""

    count: int = 0
    gross_minor: int = 0
    fees_minor: int = 0

    def add(self, other: Figures) -> None:
        """Count `other` in."""
        self.count += other.count
        self.gross_minor += other.gross_minor
        self.fees_minor += other.fees_minor


@dataclass(slots=True)
class Quarters:
    """Figures of each quarter."""

    by_quarter: tuple[Figures, ...] = field(
        default_factory=lambda: tuple(Figures() for _ in QUARTERS)
    )

    @property
    def year(self) -> Figures:
        """Return the figures of the whole year."""
        total = Figures()
        for figures in self.by_quarter:
            total.add(figures)
        return total

    @property
    def columns(self) -> tuple[Figures, ...]:
        """The quarters, then the year."""
        return (*self.by_quarter, self.year)


@dataclass(frozen=True, slots=True)
class Seller:
    """One influencer and the year's figures; what they never told is empty."""

    user: User
    details: BillingDetails | None
    method: PayoutMethod | None
    figures: Quarters

    @property
    def address(self) -> str:
        """The address in one line."""
        return ", ".join(self.details.address_lines) if self.details else ""

    @property
    def country(self) -> str:
        """The country's name."""
        return country_name(self.details.country) if self.details else ""

    @property
    def account(self) -> str:
        """Where they are paid: the IBAN, or what they wrote instead."""
        return (self.method.iban or self.method.details) if self.method else ""


def sellers_of(year: int) -> Iterator[Seller]:
    """Yield every influencer who was paid in `year`, or whose payment was reversed in it.

    Reads a batch at a time: a few queries for each.
    """
    rows = _by_user(year).order_by("payee", "quarter").iterator(chunk_size=BATCH * len(QUARTERS))
    groups = ((user_id, _quarters(own)) for user_id, own in groupby(rows, lambda r: r["payee"]))
    while batch := dict(islice(groups, BATCH)):
        users = get_user_model().objects.in_bulk(batch)
        details = _details_of(batch)
        current = PayoutMethod.objects.current().filter(user__in=batch)
        methods = {method.user_id: method for method in current}
        for user_id, figures in batch.items():
            yield Seller(users[user_id], details.get(user_id), methods.get(user_id), figures)


def totals_of(year: int) -> Quarters:
    """Return the figures of all influencers together. One query."""
    return _quarters(_summed(_releases(year).values("quarter")))


def years_with_releases(*, now: datetime | None = None) -> list[int]:
    """Return the years that have a report, this one included, newest first. One query."""
    zone = timezone.get_default_timezone()
    releases = Transfer.objects.filter(kind=TransferKind.RELEASE).order_by("created_at")
    first = releases.values_list("created_at", flat=True).first()
    this_year = (now or timezone.now()).astimezone(zone).year
    first_year = first.astimezone(zone).year if first else this_year
    return list(range(this_year, first_year - 1, -1))


def _details_of(users: Iterable[int]) -> dict[int, BillingDetails]:
    """Return the users' billing details; where they are gone, as with a deleted account, what
    the last invoice was made out to."""
    invoices = Document.objects.filter(kind=DocumentKind.INVOICE, user__in=users).order_by()
    last = invoices.values("user").annotate(last=Max("pk")).values("last")
    found = {
        document.user_id: BillingDetails(
            user_id=document.user_id,
            name=document.buyer["name"],
            street=", ".join(document.buyer["address"].splitlines()),
            country=document.buyer["country"],
            tax_number=document.buyer["tax_number"],
        )
        for document in Document.objects.filter(pk__in=last)
    }
    return found | BillingDetails.objects.in_bulk(users)


def _by_user(year: int) -> QuerySet[Any, dict[str, Any]]:
    return _summed(_releases(year).values("payee", "quarter"))


def _releases(year: int) -> QuerySet[Any]:
    """Return the year's releases and their reversals, with payee, quarter, sign and fee."""
    borders = [_quarter_begins(year, quarter) for quarter in (*QUARTERS, 5)]
    origin = Coalesce("reversal_of__reference", "reference")
    # The fee went along with the release, under a reference of the same stem (release_escrow).
    stem = Substr("origin", 1, Length("origin") - len(":net"))
    fee = Transfer.objects.filter(kind=TransferKind.FEE, reference=OuterRef("fee_reference"))
    return (
        Transfer.objects.filter(
            kind=TransferKind.RELEASE, created_at__gte=borders[0], created_at__lt=borders[-1]
        )
        .annotate(
            payee=Coalesce("reversal_of__credit_account__user", "credit_account__user"),
            quarter=Case(
                *(
                    When(created_at__lt=end, then=Value(quarter))
                    for quarter, end in zip(QUARTERS, borders[1:], strict=True)
                ),
                output_field=IntegerField(),
            ),
            sign=Case(When(reversal_of=None, then=1), default=-1, output_field=IntegerField()),
            origin=origin,
        )
        .annotate(fee_reference=Concat(stem, Value(":fee")))
        .annotate(fee_minor=Coalesce(Subquery(fee.values("amount_minor")[:1]), Value(0)))
        .order_by()
    )


def _summed(rows: QuerySet[Any, dict[str, Any]]) -> QuerySet[Any, dict[str, Any]]:
    """Add up what each group of releases came to."""
    big = BigIntegerField()
    summed: QuerySet[Any, dict[str, Any]] = rows.annotate(
        count=Sum("sign"),
        net=Sum(F("sign") * F("amount_minor"), output_field=big),
        fees=Sum(F("sign") * F("fee_minor"), output_field=big),
    )
    return summed


def _quarters(rows: Iterable[dict[str, Any]]) -> Quarters:
    """Put rows, one per quarter, in their places."""
    figures = Quarters()
    for row in rows:
        own = Figures(int(row["count"]), int(row["net"]) + int(row["fees"]), int(row["fees"]))
        figures.by_quarter[row["quarter"] - 1].add(own)
    return figures


def _quarter_begins(year: int, quarter: int) -> datetime:
    """Return the first moment of a quarter where the site is run; the fifth is next year's."""
    months = (quarter - 1) * 3
    zone = timezone.get_default_timezone()
    return datetime(year + months // 12, months % 12 + 1, 1, tzinfo=zone).astimezone(UTC)
