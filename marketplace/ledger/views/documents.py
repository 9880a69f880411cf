"""Invoices, credit notes and receipts: a list, and each as a page and as PDF."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from marketplace.kernel.paging import keyset_page
from marketplace.kernel.paper import pdf_response

from .. import describe
from ..document_numbers import DocumentNumber
from ..models import BillingDetails, Document, DocumentKind
from ..paper_of_documents import paper_of, printed
from .requests import SignedInRequest

PLURALS: dict[str, str] = {
    DocumentKind.INVOICE: "Fee invoices",
    DocumentKind.CREDIT_NOTE: "Credit notes",
    DocumentKind.RECEIPT: "Receipts",
    DocumentKind.REFUND_RECEIPT: "Refund receipts",
}


@login_required
@require_safe
def documents(request: SignedInRequest) -> HttpResponse:
    """List what was issued to the user, newest first; `?kind=` and `?year=` narrow it."""
    own = Document.objects.of_user(request.user)
    issued = list(own.order_by("-year", "kind").values_list("year", "kind").distinct())
    years = list(dict.fromkeys(year for year, _ in issued))
    kinds = [pair for pair in PLURALS.items() if pair[0] in {kind for _, kind in issued}]
    kind, year = request.GET.get("kind", ""), request.GET.get("year", "")
    # What does not fit is no filter: there is nothing to choose it from.
    kind = kind if kind in dict(kinds) else ""
    year = year if year in map(str, years) else ""
    found = own.filter(**({"kind": kind} if kind else {}), **({"year": int(year)} if year else {}))
    context = {
        "page": keyset_page(found, order=("-issued_at", "-id"), after=request.GET.get("after")),
        "kinds": kinds,
        "years": years,
        "shown_kind": kind,
        "shown_year": year,
        "has_details": BillingDetails.objects.filter(user=request.user).exists(),
    }
    return render(request, "ledger/documents.html", context)


@login_required
@require_safe
def document(request: SignedInRequest, number: str) -> HttpResponse:
    """Show one document."""
    found = _document_or_404(request, number)
    subject = describe.subjects([found.reference]).get(found.reference)
    context = {
        "document": found,
        "paper": paper_of(found),
        "subject_url": subject.url if subject else "",
        "corrected_by": Document.objects.filter(corrects=found).first(),
    }
    return render(request, "ledger/document.html", context)


@login_required
@require_safe
def document_pdf(request: SignedInRequest, number: str) -> HttpResponse:
    """Hand out one document as PDF."""
    return pdf_of(_document_or_404(request, number))


def pdf_of(document: Document) -> HttpResponse:
    """Return `document`, loaded with what it names, as a PDF to look at."""
    return pdf_response(printed(paper_of(document)), filename=f"{document.full_number}.pdf")


def _document_or_404(request: SignedInRequest, text: str) -> Document:
    """Return the user's own document of that number. Raises Http404 if there is none."""
    number = DocumentNumber.read(text)
    own = Document.objects.of_user(request.user).select_related("transfer", "corrects")
    found = own.filter(**number.fields).first() if number else None
    if found is None:
        raise Http404
    return found
