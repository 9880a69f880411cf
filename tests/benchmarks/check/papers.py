"""The documents of all lives: an invoice over each fee, a receipt over each release."""

from django.db.models import F
from django.utils import timezone

from marketplace.ledger.models import Document, DocumentKind, DocumentSeries
from tests.benchmarks.check.steps import LIFE, RELEASED, transfer
from tests.benchmarks.check.tables import insert


def write_papers(first: int) -> None:
    """Issue them about the transfers numbered from `first`."""
    _issue(DocumentKind.INVOICE, user="payee", about=transfer(first, 3), amount="fee")
    _issue(DocumentKind.RECEIPT, user="payer", about=transfer(first, 2), amount="amount")


def _issue(kind: DocumentKind, *, user: str, about: str, amount: str) -> None:
    """Issue one document per released life, under the next numbers of this year's series."""
    year = timezone.now().year
    series, _ = DocumentSeries.objects.get_or_create(kind=kind, year=year)
    before = Document.objects.count()
    insert(
        Document,
        f"{LIFE} WHERE {RELEASED}",
        kind=f"'{kind.value}'",
        year=f"{year}",
        number=f"{series.last_number} + ROW_NUMBER() OVER (ORDER BY n)",
        user_id=user,
        issued_at="at",
        subject="'bench:' || escrow",
        reference="'bench:' || escrow",
        transfer_id=about,
        net_minor=amount,
        gross_minor=amount,
        seller="'{}'",
        buyer="'{}'",
    )
    issued = Document.objects.count() - before
    DocumentSeries.objects.filter(pk=series.pk).update(last_number=F("last_number") + issued)
