"""What a bank gets to pay a batch: the table of its payouts."""

from __future__ import annotations

from collections.abc import Iterator

from django.conf import settings
from django.db.models import QuerySet

from marketplace.kernel.money import to_major
from marketplace.kernel.spreadsheets import as_text

from .models import Payout

COLUMNS = ("Reference", "Holder", "IBAN", "BIC", "Details", "Amount", "Currency")


def payment_reference(payout: Payout) -> str:
    """Return what the bank is to call the payment; it says which payout a return belongs to."""
    return f"PAYOUT-{payout.pk}"


def table(payouts: QuerySet[Payout]) -> Iterator[tuple[str, ...]]:
    """Yield the CSV file's rows, headings first. Words that people typed are never formulas."""
    yield COLUMNS
    for payout in payouts:
        method = payout.method
        yield (
            payment_reference(payout),
            as_text(method.holder if method else ""),
            method.iban if method else "",
            method.bic if method else "",
            # Payouts asked for before there were methods say all in one text.
            as_text(method.details if method else payout.destination),
            str(to_major(payout.amount_minor)),
            settings.CURRENCY,
        )
