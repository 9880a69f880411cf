"""Issued documents to read, and the yearly report of sellers made from the ledger."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any

from django.conf import settings
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from marketplace.kernel.money import format_money, to_major
from marketplace.kernel.spreadsheets import as_text, csv_response

from ..document_numbers import DocumentNumber
from ..fees import rate_text
from ..models import Document
from ..seller_report import QUARTERS, Figures, Seller, sellers_of, totals_of, years_with_releases
from ..views.documents import pdf_of
from .reading import ReadOnlyAdmin

# The page shows so many sellers; the file has all of them.
SHOWN_SELLERS = 200
COLUMNS = (*(f"Q{quarter}" for quarter in QUARTERS), "Year")


@admin.register(Document)
class DocumentAdmin(ReadOnlyAdmin):
    """Invoices, credit notes and receipts, newest first."""

    list_display = ["full_number", "kind", "user", "subject", "gross", "issued_at", "pdf"]
    list_filter = ["kind", "year"]
    list_select_related = ["user"]
    search_fields = ["user__email", "subject", "reference"]
    search_help_text = "A number such as F-2026-000001, an e-mail address, or what it is for."
    ordering = ["-id"]
    change_list_template = "admin/ledger/documents.html"
    fields = [
        "full_number",
        "kind",
        "user",
        "issued_at",
        "subject",
        "reference",
        "payee_name",
        "transfer",
        "corrects",
        "net",
        "tax_rate",
        "tax",
        "gross",
        "seller",
        "buyer",
        "pdf",
    ]

    def get_urls(self) -> list[URLPattern]:
        """Add the PDF of one document, and the report of sellers as page and file."""
        own = [
            path("<int:pk>/pdf/", self.pdf_view, name="ledger_document_pdf"),
            path("sellers/", self.sellers_view, name="ledger_document_sellers"),
            path("sellers.csv", self.sellers_csv_view, name="ledger_document_sellers_csv"),
        ]
        for pattern in own:
            pattern.callback = self.admin_site.admin_view(pattern.callback)
        return own + super().get_urls()

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Document], search_term: str
    ) -> tuple[QuerySet[Document], bool]:
        """Find a document by its number; by the rest otherwise."""
        number = DocumentNumber.read(search_term.strip().upper())
        if number is not None:
            return queryset.filter(**number.fields), False
        return super().get_search_results(request, queryset, search_term)

    @admin.display(description="number", ordering="id")
    def full_number(self, obj: Document) -> str:
        """Return the number as it is printed."""
        return obj.full_number

    @admin.display(description="net")
    def net(self, obj: Document) -> str:
        """Return the amount without tax."""
        return format_money(obj.net_minor)

    @admin.display(description="tax")
    def tax(self, obj: Document) -> str:
        """Return the tax in it."""
        return format_money(obj.tax_minor)

    @admin.display(description="tax rate")
    def tax_rate(self, obj: Document) -> str:
        """Return the rate in percent."""
        return rate_text(obj.tax_bps)

    @admin.display(description="gross", ordering="gross_minor")
    def gross(self, obj: Document) -> str:
        """Return the whole amount."""
        return format_money(obj.gross_minor)

    @admin.display(description="PDF")
    def pdf(self, obj: Document) -> SafeString:
        """Link to the PDF."""
        return format_html(
            '<a href="{}">PDF<span class="visually-hidden"> of {}</span></a>',
            reverse("admin:ledger_document_pdf", args=[obj.pk]),
            obj.full_number,
        )

    def pdf_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Hand out one document as PDF."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        documents = Document.objects.select_related("transfer", "corrects")
        return pdf_of(get_object_or_404(documents, pk=pk))

    def has_sellers_permission(self, request: HttpRequest) -> bool:
        """Whether this moderator may read what influencers earned, and where they live."""
        names = ("view_document", "view_billingdetails", "view_payoutmethod", "view_transfer")
        return request.user.has_perms([f"ledger.{name}" for name in names])

    def sellers_view(self, request: HttpRequest) -> TemplateResponse:
        """Show the report of the year chosen: the first sellers, and everybody's totals."""
        year, years = self._chosen_year(request)
        sellers = list(islice(sellers_of(year), SHOWN_SELLERS + 1))
        context = {
            **self.admin_site.each_context(request),
            "title": f"Sellers in {year}",
            "opts": self.opts,
            "year": year,
            "years": years,
            "columns": COLUMNS,
            "sellers": sellers[:SHOWN_SELLERS],
            "is_cut": len(sellers) > SHOWN_SELLERS,
            "totals": totals_of(year),
            "zone": settings.TIME_ZONE,
        }
        return TemplateResponse(request, "admin/ledger/sellers.html", context)

    def sellers_csv_view(self, request: HttpRequest) -> HttpResponseBase:
        """Send the report of the year chosen as a CSV file."""
        year, _ = self._chosen_year(request)
        return csv_response(_rows(year), filename=f"sellers-{year}.csv", has_bom=True)

    def _chosen_year(self, request: HttpRequest) -> tuple[int, list[int]]:
        """Return the year of `?year=`, or this one, and the years to choose from.

        Raises PermissionDenied, and Http404 for a year that has no report.
        """
        if not self.has_sellers_permission(request):
            raise PermissionDenied
        years = years_with_releases()
        asked = request.GET.get("year", str(years[0]))
        if asked not in map(str, years):
            raise Http404
        return int(asked), years

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Offer the report beside the list to those who may read it."""
        more = {"may_read_sellers": self.has_sellers_permission(request)}
        return super().changelist_view(request, more | (extra_context or {}))


def _rows(year: int) -> Iterator[tuple[object, ...]]:
    """Return the rows of the file, read while it is sent: head, sellers, totals."""
    told = ("Legal name", "Address", "Country", "Tax number", "E-mail", "Payout account")
    figures = ("ads paid", "gross", "fees")
    yield (*told, *(f"{column} {figure}" for column in COLUMNS for figure in figures), "Currency")
    for seller in sellers_of(year):
        yield (*_told(seller), *_cells(seller.figures.columns), settings.CURRENCY)
    totals = totals_of(year).columns
    yield ("Total", *[""] * (len(told) - 1), *_cells(totals), settings.CURRENCY)


def _told(seller: Seller) -> tuple[str, ...]:
    """Return who the seller is, in cells that no spreadsheet takes for a formula."""
    details = seller.details
    cells = (
        details.name if details else "",
        seller.address,
        seller.country,
        details.tax_number if details else "",
        seller.user.email,
        seller.account,
    )
    return tuple(as_text(cell) for cell in cells)


def _cells(columns: tuple[Figures, ...]) -> Iterator[object]:
    """Yield the figures of each quarter and of the year, in major units."""
    for figures in columns:
        yield figures.count
        yield to_major(figures.gross_minor)
        yield to_major(figures.fees_minor)
