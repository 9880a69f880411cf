"""The files of a contract, for whoever may see it."""

import logging

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.cache import get_conditional_response
from django.utils.http import content_disposition_header, http_date
from django.views.decorators.http import require_safe

from ads.models import Ad, Attachment
from ads.views.loading import SignedInRequest

logger = logging.getLogger(__name__)

CONTENT_TYPES = {Attachment.Kind.IMAGE: "image/webp", Attachment.Kind.PDF: "application/pdf"}
# Whatever a browser takes the file for, nothing in it runs, loads or asks.
POLICY = "default-src 'none'; sandbox; frame-ancestors 'none'"


@login_required
@require_safe
def file(request: SignedInRequest, pk: int, file_pk: int) -> HttpResponseBase:
    """Hand a party of the ad one of its files; what is not theirs does not exist."""
    ads = Ad.objects.visible_to(request.user).filter(pk=pk)
    return file_response(request, get_object_or_404(Attachment, ad__in=ads, pk=file_pk))


def file_response(request: HttpRequest, attachment: Attachment) -> HttpResponseBase:
    """Return the file to whoever the caller has found to have a right to it.

    Raises Http404 for a link, which lies elsewhere, and where the file is missing on the disk.
    """
    if attachment.kind not in CONTENT_TYPES:
        raise Http404("A link is not a file of ours.")
    etag, changed = f'"{attachment.sha256}"', int(attachment.created_at.timestamp())
    known = get_conditional_response(request, etag=etag, last_modified=changed)
    response = known or _answer(request, attachment)
    response["ETag"] = etag
    response["Last-Modified"] = http_date(changed)
    # The browser may keep it and must ask each time: who may see it changes.
    response["Cache-Control"] = "private, no-cache"
    response["Content-Security-Policy"] = POLICY
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _answer(request: HttpRequest, attachment: Attachment) -> HttpResponseBase:
    kind = Attachment.Kind(attachment.kind)
    try:
        content = attachment.file.open("rb")
    except OSError as error:
        logger.error("Attachment %s has no file: %s", attachment.pk, error)
        raise Http404("The file is missing.") from error
    if request.method == "HEAD":
        content.close()
        response: HttpResponseBase = HttpResponse(headers={"Content-Length": attachment.size_bytes})
    else:
        response = FileResponse(content)
    response["Content-Type"] = CONTENT_TYPES[kind]
    is_download = kind is Attachment.Kind.PDF
    disposition = content_disposition_header(is_download, attachment.name)
    response["Content-Disposition"] = disposition or "attachment"
    return response
