"""What is always true of issued documents."""

from collections.abc import Iterator

from django.db.models import (
    BooleanField,
    Case,
    Count,
    F,
    Max,
    OuterRef,
    Q,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce, Concat, Length, Substr

from .laws import register_law
from .models import CORRECTIONS, Document, DocumentKind, DocumentSeries, Transfer, TransferKind
from .models.documents import DocumentQuerySet


def register_laws_of_documents() -> None:
    """Register them with the others."""
    register_law("documents are numbered without gaps", numbers_have_no_gaps)
    register_law("documents equal their transfers", totals_equal_transfers)
    register_law("corrections take back all of it", corrections_take_back_all)


def numbers_have_no_gaps() -> Iterator[str]:
    """Within a kind and a year, the numbers given are 1 to the series' last, each once."""
    given = (
        Document.objects.order_by()
        .values("kind", "year")
        .annotate(count=Count("pk"), distinct=Count("number", distinct=True), last=Max("number"))
    )
    series = {
        (row.kind, row.year): row.last_number for row in DocumentSeries.objects.order_by("pk")
    }
    for row in given.order_by("kind", "year"):
        last = series.pop((row["kind"], row["year"]), 0)
        if not row["count"] == row["distinct"] == row["last"] == last:
            yield (
                f"{row['kind']} {row['year']}: {row['count']} documents, the highest number is "
                f"{row['last']}, the series says {last}"
            )
    for (kind, year), last in series.items():
        if last:
            yield f"{kind} {year}: no documents, the series says {last}"


def totals_equal_transfers() -> Iterator[str]:
    """An invoice is over its fee, a receipt over its release and the fee taken with it; what
    takes them back is over the reversals of the same."""
    stem = Substr("transfer__reference", 1, Length("transfer__reference") - len(":net"))
    fee = Transfer.objects.filter(kind=TransferKind.FEE, reference=OuterRef("fee_reference"))
    about_fee = Q(transfer__kind=TransferKind.FEE, gross_minor=F("transfer__amount_minor"))
    is_first = Q(transfer__reversal_of=None)
    is_back = Q(transfer__reversal_of=F("corrects__transfer"))
    whole = F("transfer__amount_minor") + F("fee_minor")
    right = (
        Q(about_fee, is_first, kind=DocumentKind.INVOICE)
        | Q(about_fee, is_back, kind=DocumentKind.CREDIT_NOTE)
        | Q(
            is_first,
            kind=DocumentKind.RECEIPT,
            transfer__kind=TransferKind.RELEASE,
            gross_minor=whole,
        )
        | Q(
            is_back,
            kind=DocumentKind.REFUND_RECEIPT,
            transfer__kind=TransferKind.RELEASE,
            transfer__amount_minor=F("corrects__transfer__amount_minor"),
        )
    )
    documents = Document.objects.annotate(fee_reference=Concat(stem, Value(":fee"))).annotate(
        fee_minor=Coalesce(Subquery(fee.values("amount_minor")[:1]), Value(0))
    )
    yield from _that_are_not(right, documents, "does not match its transfer")


def corrections_take_back_all() -> Iterator[str]:
    """A correction is of the right kind, between the same parties and over the same amounts."""
    same = Q(
        user=F("corrects__user"),
        seller=F("corrects__seller"),
        buyer=F("corrects__buyer"),
        gross_minor=F("corrects__gross_minor"),
        net_minor=F("corrects__net_minor"),
        tax_bps=F("corrects__tax_bps"),
    )
    right = Q()
    for kind, corrected in CORRECTIONS.items():
        right |= Q(same, kind=kind, corrects__kind=corrected)
    documents = Document.objects.filter(kind__in=CORRECTIONS)
    yield from _that_are_not(right, documents, "does not match what it takes back")


def _that_are_not(right: Q, documents: DocumentQuerySet, words: str) -> Iterator[str]:
    """Yield each document for which `right` is not true (nor unknown)."""
    is_right = Case(When(right, then=True), default=False, output_field=BooleanField())
    for document in documents.annotate(is_right=is_right).filter(is_right=False).order_by("pk"):
        yield f"{document} {words}"
