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
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.cache import never_cache
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_safe

from marketplace.kernel.components.gallery import gallery_context
from marketplace.kernel.mail.drafts import Draft, compose
from marketplace.kernel.mail.models import OutboxAttachment, OutboxMail
from marketplace.kernel.mail.registry import MailKind, mail_kind, mail_kinds
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
ALWAYS = "Always sent"
SAMPLE_READER = "reader@example.com"
SCREENS = ("light", "dark")
SIZES = {"On a desk": 660, "On a phone": 390}  # pixels

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
    """List every kind of mail the site writes, with sample subjects, by what it is about."""
    groups: dict[str, list[tuple[MailKind, OutboxMail]]] = {}
    for kind in mail_kinds():
        groups.setdefault(_about(kind), []).append((kind, _sample(kind)))
    chosen_first = sorted(groups.items(), key=lambda group: (group[0].startswith(ALWAYS), group[0]))
    return render(request, "dev/mails.html", {"groups": chosen_first})


@local_only
@_frames_a_mail
def mail(request: HttpRequest, kind: str) -> HttpResponse:
    """Show one kind with sample data: subject, headers, HTML on several screens, and text."""
    registered = _kind_or_404(kind)
    html_url = reverse("dev:mail_html", args=[registered.kind])
    context = {"kind": registered, "mail": _sample(registered), "about": _about(registered)}
    return render(request, "dev/mail.html", context | _frames(html_url))


@local_only
@xframe_options_sameorigin
@_mail_policy
def mail_html(request: HttpRequest, kind: str) -> HttpResponse:
    """Serve the HTML part of a sample as the mail program would get it, or as `?screen=` has it."""
    return HttpResponse(_on_screen(request, _sample(_kind_or_404(kind)).html))


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
    html_url = reverse("dev:outbox_mail_html", args=[pk])
    context = {"mail": get_object_or_404(OutboxMail, pk=pk)} | _frames(html_url)
    return render(request, "dev/outbox_mail.html", context)


@local_only
@xframe_options_sameorigin
@_mail_policy
def outbox_mail_html(request: HttpRequest, pk: int) -> HttpResponse:
    """Serve the HTML part of one mail, as it was written or as `?screen=` has it."""
    return HttpResponse(_on_screen(request, get_object_or_404(OutboxMail, pk=pk).html))


@local_only
def outbox_file(request: HttpRequest, pk: int, file_pk: int) -> HttpResponse:
    """Serve a file of a mail."""
    file = get_object_or_404(OutboxAttachment, pk=file_pk, mail=pk)
    disposition = content_disposition_header(as_attachment=True, filename=file.name) or ""
    return HttpResponse(
        bytes(file.content),
        content_type=file.mime_type,
        headers={"Content-Disposition": disposition},
    )


@local_only
def components(request: HttpRequest) -> HttpResponse:
    """Show every component in every state."""
    return render(request, "dev/components.html", gallery_context())


def _kind_or_404(kind: str) -> MailKind:
    try:
        return mail_kind(kind)
    except LookupError as error:
        raise Http404 from error


def _sample(kind: MailKind) -> OutboxMail:
    """Return a sample as the row it would be; it is not saved."""
    leave = settings.SITE_URL + SAMPLE_UNSUBSCRIBE_PATH if kind.topic else None
    return compose(
        Draft(
            kind=kind.kind,
            to=SAMPLE_READER,
            context=kind.sample(),
            dedup_key="sample",
            unsubscribe_url=leave,
        )
    )


def _about(kind: MailKind) -> str:
    """Return the heading under which a kind is listed."""
    if kind.topic:
        return kind.topic.label
    return f"{ALWAYS}: {kind.required.label}" if kind.required else "Other"


def _frames(html_url: str) -> dict[str, Any]:
    """Return the frames that show a mail on screens of two kinds and two sizes."""
    frames = [
        (f"{html_url}?screen={screen}", f"{size}, {screen}", width)
        for screen in SCREENS
        for size, width in SIZES.items()
    ]
    return {"html_url": html_url, "frames": frames, "from": settings.DEFAULT_FROM_EMAIL}


def _on_screen(request: HttpRequest, html: str) -> str:
    """Return a mail whose own rules for dark screens hold, or do not, whatever the reader's is."""
    screen = request.GET.get("screen")
    if screen not in SCREENS:
        return html
    holds = "all" if screen == "dark" else "not all"
    scheme = html.replace("color-scheme: light dark", f"color-scheme: {screen}")
    scheme = scheme.replace('content="light dark"', f'content="{screen}"')
    return scheme.replace("(prefers-color-scheme: dark)", holds)
