"""Issuing numbered documents, in the transaction of the transfer that each is about.

Numbers have no gaps: the row of the series stays locked until the transaction ends, and a
number given in one that fails was never given. Its lock comes after those of accounts.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db.models import F
from django.utils import timezone

from .. import describe
from ..fees import split_tax
from ..models import (
    CORRECTIONS,
    BillingDetails,
    Document,
    DocumentKind,
    DocumentSeries,
    Transfer,
)

if TYPE_CHECKING:
    from accounts.models import User


def issue_invoices(*, payee: User, fees: Iterable[Transfer], now: datetime) -> list[Document]:
    """Issue the payee's invoice over each fee; the tax in it is by settings.FEE_TAX_BPS."""
    return [
        _issue(
            DocumentKind.INVOICE,
            user=payee,
            transfer=fee,
            gross_minor=fee.amount_minor,
            tax_bps=settings.FEE_TAX_BPS,
            subject=_subject(fee),
            now=now,
        )
        for fee in fees
    ]


def issue_receipt(
    *, payer: User, payee: User, release: Transfer, fees: Iterable[Transfer], now: datetime
) -> Document:
    """Issue the payer's receipt over all that was released: the payee's part and the fee."""
    return _issue(
        DocumentKind.RECEIPT,
        user=payer,
        transfer=release,
        gross_minor=release.amount_minor + sum(fee.amount_minor for fee in fees),
        tax_bps=0,
        subject=_subject(release),
        payee_name=payee.get_full_name()[:120],
        now=now,
    )


def correct_documents(*, transfer: Transfer, reversal: Transfer, now: datetime) -> list[Document]:
    """Issue what takes back each document about `transfer`, which `reversal` gave back.

    It names the parties as that document does, whatever they are called by now. A document that
    was taken back before is left alone.
    """
    kinds = {corrected: kind for kind, corrected in CORRECTIONS.items()}
    issued = Document.objects.filter(transfer=transfer, kind__in=kinds, corrected_by=None)
    return [
        _issue(
            kinds[document.kind],
            user=document.user,
            transfer=reversal,
            gross_minor=document.gross_minor,
            tax_bps=document.tax_bps,
            subject=document.subject,
            payee_name=document.payee_name,
            corrects=document,
            now=now,
        )
        for document in issued.select_related("user").order_by("pk")
    ]


def _issue(
    kind: str,
    *,
    user: User,
    transfer: Transfer,
    gross_minor: int,
    tax_bps: int,
    now: datetime,
    corrects: Document | None = None,
    **fields: Any,
) -> Document:
    """Write one document under the next number of its kind and year."""
    net_minor, tax_minor = split_tax(gross_minor, tax_bps)
    year = timezone.localtime(now, timezone.get_default_timezone()).year
    return Document.objects.create(
        kind=kind,
        year=year,
        number=_next_number(kind, year),
        user=user,
        issued_at=now,
        reference=transfer.reference,
        transfer=transfer,
        net_minor=net_minor,
        tax_minor=tax_minor,
        gross_minor=gross_minor,
        tax_bps=tax_bps,
        seller=corrects.seller if corrects else operator(),
        buyer=corrects.buyer if corrects else party(user),
        corrects=corrects,
        **fields,
    )


def _next_number(kind: str, year: int) -> int:
    """Return the number after the last one; the series stays locked."""
    series, _ = DocumentSeries.objects.get_or_create(kind=kind, year=year)
    DocumentSeries.objects.filter(pk=series.pk).update(last_number=F("last_number") + 1)
    series.refresh_from_db(fields=["last_number"])
    return series.last_number


def _subject(transfer: Transfer) -> str:
    """Return what the transfer was for, in words."""
    found = describe.subjects([transfer.reference]).get(transfer.reference)
    return (found.label if found else transfer.reference)[:200]


def operator() -> dict[str, str]:
    """Return who runs the site, as documents name them."""
    return {
        "name": settings.OPERATOR_NAME,
        "address": settings.OPERATOR_ADDRESS,
        "country": settings.OPERATOR_COUNTRY,
        "tax_number": settings.OPERATOR_TAX_NUMBER,
    }


def party(user: User) -> dict[str, str]:
    """Return the user as documents name them: by their billing details, or else by name."""
    details = BillingDetails.objects.filter(user=user).first()
    if details is None:
        return {"name": user.get_full_name(), "address": "", "country": "", "tax_number": ""}
    return {
        "name": details.name,
        "address": "\n".join(details.address_lines),
        "country": details.country,
        "tax_number": details.tax_number,
    }
