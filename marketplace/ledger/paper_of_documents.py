"""What an issued document says, for the page and for the PDF alike."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.utils import timezone

from marketplace.kernel.countries import country_name
from marketplace.kernel.money import format_money
from marketplace.kernel.paper import Column, Frame, Letter, day_text

from .fees import rate_text
from .models import Document, DocumentKind

AMOUNTS = (Column("", 9), Column("Amount", 3, "R"))

# What the sum of each kind is called, and what its small print says.
TOTALS: dict[str, str] = {
    DocumentKind.INVOICE: "Total",
    DocumentKind.CREDIT_NOTE: "Credited in total",
    DocumentKind.RECEIPT: "Paid",
    DocumentKind.REFUND_RECEIPT: "Returned",
}
NOTES: dict[str, str] = {
    DocumentKind.INVOICE: (
        "The fee was taken out of what was released for this ad. Nothing is left to pay."
    ),
    DocumentKind.CREDIT_NOTE: (
        "This credit note takes back the invoice it names, in full: the payment that the fee was "
        "taken from was reversed."
    ),
    DocumentKind.RECEIPT: (
        "This receipt confirms what was paid out of escrow, the platform's fee included. It is no "
        "invoice: that comes from whoever did the work."
    ),
    DocumentKind.REFUND_RECEIPT: (
        "This receipt takes back the one it names, in full: the payment was reversed and the "
        "money returned."
    ),
}


@dataclass(frozen=True, slots=True)
class Party:
    """One side of a document, as it stood when the document was issued."""

    side: str
    name: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DocumentPaper:
    """Everything a document says; amounts are written out."""

    site_name: str
    number: str
    title: str
    parties: tuple[Party, ...]
    facts: tuple[tuple[str, str], ...]
    amounts: tuple[tuple[str, str], ...]
    total: tuple[str, str]
    note: str
    dated: datetime


def paper_of(document: Document) -> DocumentPaper:
    """Return what `document` says. It is to be loaded with `transfer` and `corrects`."""
    is_about_fee = document.kind in (DocumentKind.INVOICE, DocumentKind.CREDIT_NOTE)
    sides = ("From", "To") if is_about_fee else ("Issued by", "Payer")
    return DocumentPaper(
        site_name=settings.SITE_NAME,
        number=document.full_number,
        title=document.get_kind_display(),
        parties=(_party(sides[0], document.seller), _party(sides[1], document.buyer)),
        facts=tuple(_facts(document)),
        amounts=tuple(_amounts(document)) if is_about_fee else (),
        total=(TOTALS[document.kind], format_money(document.gross_minor)),
        note=NOTES[document.kind],
        dated=document.issued_at,
    )


def printed(paper: DocumentPaper) -> bytes:
    """Return the document as a PDF; the same document gives the same bytes."""
    name = f"{paper.title} {paper.number}"
    frame = Frame(
        site_name=paper.site_name,
        name=paper.number,
        title=paper.title,
        running_head=name,
        foot=f"{name} · {paper.site_name}",
    )
    letter = Letter(frame, subject=name, dated=paper.dated)
    letter.add_page()
    letter.put_opening()
    letter.put_parties([(party.side, party.name, party.lines) for party in paper.parties])
    letter.ln(8)
    for label, text in paper.facts:
        letter.put_fact(label, text)
    letter.put_heading("Amount")
    letter.put_sum(AMOUNTS, paper.amounts, paper.total)
    letter.ln(8)
    letter.put_note(paper.note)
    return bytes(letter.output())


def _party(side: str, stored: Mapping[str, str]) -> Party:
    """Read a party from what the document keeps of it."""
    lines = [*stored["address"].splitlines(), country_name(stored["country"])]
    if stored["tax_number"]:
        lines.append(f"Tax number {stored['tax_number']}")
    return Party(side, stored["name"], tuple(line for line in lines if line))


def _facts(document: Document) -> Iterator[tuple[str, str]]:
    """Yield what identifies the document and what it is about."""
    yield "Number", document.full_number
    yield "Issued", day_text(document.issued_on)
    if document.corrects is not None:
        corrected = document.corrects
        yield "Takes back", f"{corrected.full_number} of {day_text(corrected.issued_on)}"
    else:
        label = "Paid" if document.kind == DocumentKind.RECEIPT else "Date of supply"
        yield label, _day(document.transfer.created_at)
    yield "For", document.subject
    if document.payee_name:
        yield "Paid to", document.payee_name
    yield "Reference", document.reference


def _amounts(document: Document) -> Iterator[tuple[str, str]]:
    """Yield net and tax of a fee."""
    yield "Platform's fee, without tax", format_money(document.net_minor)
    yield f"Tax, {rate_text(document.tax_bps)}", format_money(document.tax_minor)


def _day(moment: datetime) -> str:
    """Return the day of a moment where the site is run."""
    return day_text(timezone.localtime(moment, timezone.get_default_timezone()).date())
