"""Previews of mails, the outbox as a mailbox, and the components on one page.

For people who run the site on their own machine. The mailbox shows everybody's codes, so these
pages exist with DEBUG or DEMO only, and only for a browser on the same machine.
"""

import functools
import ipaddress
from collections.abc import Callable
from typing import Any, cast

from csp.decorators import csp_replace, csp_update
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_safe

from marketplace.kernel.components.gallery import gallery_context
from marketplace.kernel.mail.models import OutboxMail
from marketplace.kernel.mail.registry import MailKind, mail_kind, mail_kinds
from marketplace.kernel.mail.rendering import RenderedMail, render_mail
from marketplace.kernel.paging import keyset_page

View = Callable[..., HttpResponse]

# A proxy in front means that the visitor may be anybody.
PROXY_HEADERS = (
    "HTTP_X_FORWARDED_FOR",
    "HTTP_X_FORWARDED_HOST",
    "HTTP_X_FORWARDED_PROTO",
    "HTTP_X_REAL_IP",
    "HTTP_FORWARDED",
    "HTTP_VIA",
    "HTTP_CF_CONNECTING_IP",
)
SAMPLE_UNSUBSCRIBE_PATH = "/unsubscribe/sample/"

# Mails bring their styles with them and nothing else; the page around a mail may frame it.
_mail_policy = cast(
    "Callable[[View], View]",
    csp_replace(
        {
            "default-src": ["'none'"],
            "style-src": ["'unsafe-inline'"],
            "img-src": ["'self'", "data:"],
            "frame-ancestors": ["'self'"],
        }
    ),
)
_frames_a_mail = cast("Callable[[View], View]", csp_update({"frame-src": ["'self'"]}))


def _is_local(request: HttpRequest) -> bool:
    if any(header in request.META for header in PROXY_HEADERS):
        return False
    try:
        address = ipaddress.ip_address(request.META.get("REMOTE_ADDR", ""))
    except ValueError:
        return False
    mapped = getattr(address, "ipv4_mapped", None)
    return (mapped or address).is_loopback


def local_only(view: View) -> View:
    """Answer 404 unless this is a demo or a developer's site, seen from its own machine."""

    @functools.wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not (settings.DEBUG or settings.DEMO) or not _is_local(request):
            raise Http404
        return view(request, *args, **kwargs)

    return never_cache(require_safe(guarded))


@local_only
def mails(request: HttpRequest) -> HttpResponse:
    """List every kind of mail the site writes."""
    return render(request, "dev/mails.html", {"kinds": mail_kinds()})


@local_only
@_frames_a_mail
def mail(request: HttpRequest, kind: str) -> HttpResponse:
    """Show one kind with sample data: subject, HTML and text."""
    registered = _kind_or_404(kind)
    context = {"kind": registered, "mail": _sample(registered)}
    return render(request, "dev/mail.html", context)


@local_only
@xframe_options_sameorigin
@_mail_policy
def mail_html(request: HttpRequest, kind: str) -> HttpResponse:
    """Serve the HTML part of a sample as the mail program would get it."""
    return HttpResponse(_sample(_kind_or_404(kind)).html)


@local_only
def outbox(request: HttpRequest) -> HttpResponse:
    """List the mails the site wrote, newest first; `?to=` shows one person's."""
    to = request.GET.get("to", "").strip()
    rows = OutboxMail.objects.defer("text", "html")
    if to:
        rows = rows.filter(to__iexact=to.replace("\x00", ""))
    page = keyset_page(rows, order=("-created_at", "-pk"), after=request.GET.get("after"))
    return render(request, "dev/outbox.html", {"page": page, "to": to})


@local_only
@_frames_a_mail
def outbox_mail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one mail."""
    return render(request, "dev/outbox_mail.html", {"mail": get_object_or_404(OutboxMail, pk=pk)})


@local_only
@xframe_options_sameorigin
@_mail_policy
def outbox_mail_html(request: HttpRequest, pk: int) -> HttpResponse:
    """Serve the HTML part of one mail."""
    return HttpResponse(get_object_or_404(OutboxMail, pk=pk).html)


@local_only
def components(request: HttpRequest) -> HttpResponse:
    """Show every component in every state."""
    return render(request, "dev/components.html", gallery_context())


def _kind_or_404(kind: str) -> MailKind:
    try:
        return mail_kind(kind)
    except LookupError as error:
        raise Http404 from error


def _sample(kind: MailKind) -> RenderedMail:
    unsubscribe_url = settings.SITE_URL + SAMPLE_UNSUBSCRIBE_PATH
    return render_mail(kind, kind.sample(), unsubscribe_url=unsubscribe_url)
