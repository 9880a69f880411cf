"""Asking for exports, seeing how far they are, downloading them."""

import hashlib
import logging
from typing import cast

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.text import slugify
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import User
from marketplace.exports.actions import ask_for_export
from marketplace.exports.forms import ExportForm
from marketplace.exports.models import ExportJob
from marketplace.exports.scope import Scope
from marketplace.kernel.errors import Refused
from marketplace.kernel.paging import KeysetPage, keyset_page
from marketplace.notifications.actions import mark_read_about

logger = logging.getLogger(__name__)

# htmx stops asking when it hears this.
STOP_POLLING = 286
CONTENT_TYPES = {"csv": "text/csv; charset=utf-8", "zip": "application/zip"}


class SignedInRequest(HttpRequest):
    """A request behind `login_required`."""

    user: User


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def export_list(request: SignedInRequest) -> HttpResponse:
    """List the user's exports, newest first; a POST asks for one more."""
    form = ExportForm(
        request.POST if request.method == "POST" else None,
        user=request.user,
        initial={"kind": request.GET.get("kind", "")},
    )
    if form.is_valid():
        try:
            ask_for_export(actor=request.user, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            return redirect("exports:list")
    return _show(request, "exports/list.html", form=form)


@require_safe
def export_news(request: HttpRequest) -> HttpResponse:
    """Answer the list's question whether anything changed: with its rows, or with nothing.

    `seen` is the mark of what the reader sees. Somebody who logged out meanwhile is not asked to
    log in inside the list.
    """
    if not request.user.is_authenticated:
        return HttpResponse(status=STOP_POLLING, headers={"HX-Reswap": "none"})
    if _mark(_page(request)) == request.GET.get("seen"):
        return HttpResponse(status=204)
    return _show(request, "exports/_jobs.html")


@login_required
@require_POST
def export_again(request: SignedInRequest, pk: int) -> HttpResponse:
    """Ask once more for what an earlier export was about."""
    job = get_object_or_404(ExportJob.objects.visible_to(request.user), pk=pk)
    try:
        ask_for_export(
            actor=request.user, kind=job.kind, start_date=job.start_date, end_date=job.end_date
        )
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("exports:list")


@login_required
@require_safe
def export_download(request: SignedInRequest, pk: int) -> HttpResponseBase:
    """Hand the user the file; what is not theirs does not exist."""
    job = get_object_or_404(ExportJob.objects.visible_to(request.user), pk=pk)
    state = job.state_at(timezone.now())
    if state == ExportJob.State.EXPIRED:
        messages.error(request, "This export has expired, and its file is deleted. Make it again.")
        return redirect(job)
    if state != ExportJob.State.READY:
        messages.info(request, "This export has no file yet.")
        return redirect(job)
    response = _file(request, job)
    response["Content-Type"] = CONTENT_TYPES[job.extension]
    disposition = content_disposition_header(as_attachment=True, filename=filename_of(job))
    response["Content-Disposition"] = disposition or "attachment"
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def filename_of(job: ExportJob) -> str:
    """Return what the file is called: site, content, and the day it is of or the days it tells."""
    if job.start_date or job.end_date:
        days = [f"from-{job.start_date}"] if job.start_date else []
        days += [f"to-{job.end_date}"] if job.end_date else []
    else:
        days = [f"{job.created_at.astimezone(Scope.of(job).zone):%Y-%m-%d}"]
    what = job.kind.replace("_", "-")
    return f"{slugify('-'.join([settings.SITE_NAME, what, *days]))}.{job.extension}"


def _file(request: HttpRequest, job: ExportJob) -> HttpResponseBase:
    """Return the file, or for HEAD its length. Raises Http404 where it is missing on the disk."""
    try:
        content = job.file.open("rb")
    except OSError as error:
        logger.error("Export %s has no file: %s", job.pk, error)
        raise Http404("The file is missing.") from error
    if request.method == "HEAD":
        content.close()
        return HttpResponse(headers={"Content-Length": str(job.size_bytes)})
    return FileResponse(content)


def _show(request: HttpRequest, template: str, *, form: ExportForm | None = None) -> HttpResponse:
    """Show the list or its rows, and note that its notices were seen."""
    user, now = cast("User", request.user), timezone.now()
    page = _page(request)
    mark_read_about(actor=user, urls=[reverse("exports:list")])
    context = {
        "form": form,
        "page": page,
        "rows": [(job, job.state_at(now)) for job in page],
        "is_any_open": any(job.is_open for job in page),
        "mark": _mark(page),
    }
    return render(request, template, context)


def _page(request: HttpRequest) -> KeysetPage[ExportJob]:
    own = ExportJob.objects.visible_to(cast("User", request.user)).defer("plan", "cursor")
    return keyset_page(own, order=("-created_at", "-pk"), after=request.GET.get("after"))


def _mark(page: KeysetPage[ExportJob]) -> str:
    """Return what changes when a row of the page looks different."""
    now = timezone.now()
    looks = [f"{job.pk} {job.state_at(now)} {job.rows_done} {job.rows_total}" for job in page]
    return hashlib.sha256("\n".join(looks).encode()).hexdigest()[:16]
