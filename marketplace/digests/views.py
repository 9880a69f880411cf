"""Reports to sponsors: by month as stored when they were made, by campaign as of now."""

from collections.abc import Mapping
from datetime import date

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.text import slugify
from django.views.decorators.http import require_safe

from accounts.models import User
from campaigns.models import Campaign
from marketplace.digests import report as reports
from marketplace.digests.models import MonthlyReport
from marketplace.kernel.paging import keyset_page
from marketplace.kernel.paper import pdf_response
from marketplace.kernel.spreadsheets import csv_response

MONTHS_PER_PAGE = 24


class SignedInRequest(HttpRequest):
    """A request of somebody signed in."""

    user: User


@login_required
@require_safe
def report_list(request: SignedInRequest) -> HttpResponse:
    """List the sponsor's months, newest first. Nobody else has any."""
    if not request.user.is_sponsor:
        raise Http404
    page = keyset_page(
        MonthlyReport.objects.owned_by(request.user),
        order=("-month", "-id"),
        after=request.GET.get("after"),
        size=MONTHS_PER_PAGE,
    )
    months = [reports.ShownMonth(row, {}) for row in page]
    return render(request, "digests/report_list.html", {"page": page, "months": months})


@login_required
@require_safe
def report(request: SignedInRequest, month: date) -> HttpResponse:
    """Show the report of one month."""
    return render(request, "digests/report.html", {"report": _month_or_404(request, month)})


@login_required
@require_safe
def report_csv(request: SignedInRequest, month: date) -> StreamingHttpResponse:
    """Send a month's report as a CSV file, a row for each campaign."""
    shown = _month_or_404(request, month)
    rows = reports.month_rows(shown.figures)
    return csv_response(rows, filename=f"{shown.file_name}.csv", has_bom=True)


@login_required
@require_safe
def report_pdf(request: SignedInRequest, month: date) -> HttpResponse:
    """Hand out a month's report as PDF."""
    shown = _month_or_404(request, month)
    paper = reports.month_pdf(shown, holder=request.user.get_full_name())
    return pdf_response(paper, filename=f"{shown.file_name}.pdf")


def _month_or_404(request: SignedInRequest, month: date) -> reports.ShownMonth:
    """Return the report of one month with the names in it. Two queries at most."""
    row = get_object_or_404(MonthlyReport.objects.owned_by(request.user), month=month)
    return reports.ShownMonth(row, reports.names_of(row.content.best))


@login_required
@require_safe
def campaign_csv(request: SignedInRequest, pk: int) -> StreamingHttpResponse:
    """Send the report on a campaign as a CSV file, a row for each ad."""
    found, people = _campaign_or_404(request, pk)
    rows = reports.campaign_rows(found, people)
    return csv_response(rows, filename=f"{_name_of(found.campaign)}.csv", has_bom=True)


@login_required
@require_safe
def campaign_pdf(request: SignedInRequest, pk: int) -> HttpResponse:
    """Hand out the report on a campaign as PDF."""
    found, people = _campaign_or_404(request, pk)
    user = request.user
    paper = reports.campaign_pdf(found, holder=user.get_full_name(), people=people, zone=user.zone)
    return pdf_response(paper, filename=f"{_name_of(found.campaign)}.pdf")


def _campaign_or_404(
    request: SignedInRequest, pk: int
) -> tuple[reports.CampaignFigures, Mapping[int, str]]:
    """Return the figures of one of the sponsor's campaigns, and the names in them."""
    campaign = get_object_or_404(Campaign.objects.owned_by(request.user), pk=pk)
    found = reports.collect_campaign(campaign, timezone.now())
    return found, reports.names_of(found.ads)


def _name_of(campaign: Campaign) -> str:
    """Return what a campaign's files are called, without ending."""
    return f"report-{campaign.pk}-{slugify(campaign.title)[:40]}".rstrip("-")
