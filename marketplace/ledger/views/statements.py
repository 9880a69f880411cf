"""The statement by month: as pages, as CSV and as PDF."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import tzinfo

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from marketplace.kernel.money import to_major
from marketplace.kernel.paper import pdf_response
from marketplace.kernel.spreadsheets import as_text, csv_response

from ..models import Account, AccountKind
from ..statement import Line, every_line, forward_page
from ..statement_months import Month, MonthSummary, month_summary, months_of
from ..statement_paper import printed, statement_paper
from .requests import SignedInRequest

LINES_PER_PAGE = 100
HEADINGS = ("Time", "What", "For", "Amount", "Balance", "Currency")


@login_required
@require_safe
def statement(request: SignedInRequest) -> HttpResponse:
    """List the months of the user's statement, newest first."""
    wallet = _wallet_of(request)
    months = months_of(wallet, timezone.get_current_timezone()) if wallet else []
    return render(request, "ledger/statement.html", {"months": months})


@login_required
@require_safe
def statement_month(request: SignedInRequest, month: str) -> HttpResponse:
    """Show one month: balances, totals by kind, and its lines, oldest first."""
    wallet, summary = _month_or_404(request, month)
    zone = timezone.get_current_timezone()
    lines = forward_page(
        wallet,
        start=summary.month.starts_at(zone),
        end=summary.month.ends_at(zone),
        after=request.GET.get("after"),
        size=LINES_PER_PAGE,
    )
    context = {
        "summary": summary,
        "statement": lines,
        "is_whole": lines.page.is_first and not lines.page.has_next,
        "zone": timezone.get_current_timezone_name(),
    }
    return render(request, "ledger/statement_month.html", context)


@login_required
@require_safe
def statement_csv(request: SignedInRequest) -> StreamingHttpResponse:
    """Send the statement of `?month=`, or all of it, as a CSV file, oldest line first."""
    zone = timezone.get_current_timezone()
    if "month" not in request.GET:
        wallet = _wallet_of(request)
        lines = every_line(wallet) if wallet else iter(())
        return csv_response(_rows(lines, zone), filename="statement.csv", has_bom=True)
    wallet, summary = _month_or_404(request, request.GET["month"])
    rows = _rows(_lines_of(wallet, summary, zone), zone)
    return csv_response(rows, filename=f"statement-{summary.month}.csv", has_bom=True)


@login_required
@require_safe
def statement_pdf(request: SignedInRequest) -> HttpResponse:
    """Hand out the statement of `?month=` as PDF."""
    wallet, summary = _month_or_404(request, request.GET.get("month", ""))
    zone = timezone.get_current_timezone()
    lines = _lines_of(wallet, summary, zone)
    paper = statement_paper(summary, lines, holder=request.user, zone=zone)
    return pdf_response(printed(paper), filename=f"statement-{summary.month}.pdf")


def _wallet_of(request: SignedInRequest) -> Account | None:
    """Return the user's wallet, if there is one."""
    return Account.objects.of_user(request.user).of_kind(AccountKind.WALLET).first()


def _month_or_404(request: SignedInRequest, text: str) -> tuple[Account, MonthSummary]:
    """Return the wallet and the month that `text` names ("2026-11").

    Raises Http404 for what is no month, for one before the first line, and for the future.
    """
    month, wallet = Month.read(text), _wallet_of(request)
    if month is None or wallet is None:
        raise Http404
    summary = month_summary(wallet, month, timezone.get_current_timezone())
    if summary is None:
        raise Http404
    return wallet, summary


def _lines_of(wallet: Account, summary: MonthSummary, zone: tzinfo) -> Iterator[Line]:
    """Return the month's lines, oldest first."""
    return every_line(
        wallet,
        start=summary.month.starts_at(zone),
        end=summary.month.ends_at(zone),
        opening_minor=summary.opening_minor,
    )


def _rows(lines: Iterable[Line], zone: tzinfo) -> Iterator[tuple[object, ...]]:
    """Return the rows of the file; they are read while it is sent."""
    yield HEADINGS
    for line in lines:
        yield (
            line.at.astimezone(zone).isoformat(timespec="seconds"),
            line.words,
            as_text(line.subject.label if line.subject else ""),
            to_major(line.amount_minor),
            to_major(line.balance_minor),
            settings.CURRENCY,
        )
