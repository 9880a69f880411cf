"""A mail before it is written: what it is about, and the row that comes of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from email.utils import make_msgid, parseaddr
from typing import Any

from django.conf import settings
from django.utils import timezone

from marketplace.kernel.mail.models import OutboxMail, Priority
from marketplace.kernel.mail.registry import mail_kind
from marketplace.kernel.mail.rendering import absolute_url, render_mail
from marketplace.kernel.people import Person


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file to go out with a mail; `content` is not empty."""

    name: str
    mime_type: str
    content: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A mail to be written. Times in it are told in the zone of `user`.

    `unsubscribe_url` (path or address that takes an RFC 8058 POST) adds the List-Unsubscribe
    headers. `dedup_key` names the cause: one cause, one mail.
    """

    kind: str
    to: str
    context: dict[str, Any]
    dedup_key: str
    user: Person | None = None
    unsubscribe_url: str | None = None
    attachments: Sequence[Attachment] = ()


def compose(draft: Draft, *, priority: int = Priority.AT_ONCE) -> OutboxMail:
    """Render a draft; return its row, not saved. Raises LookupError for an unknown kind.

    A mail with a code goes out first, whatever `priority` says.
    """
    kind = mail_kind(draft.kind)
    leave = absolute_url(draft.unsubscribe_url) if draft.unsubscribe_url else None
    zone = draft.user.zone if draft.user else timezone.get_default_timezone()
    with timezone.override(zone):
        rendered = render_mail(kind, draft.context, unsubscribe_url=leave)
    return OutboxMail(
        kind=draft.kind,
        to=draft.to,
        user_id=draft.user.pk if draft.user else None,
        subject=rendered.subject,
        text=rendered.text,
        html=rendered.html,
        headers=_headers(leave),
        is_secret=kind.is_secret,
        priority=Priority.CODE if kind.is_secret else priority,
        dedup_key=draft.dedup_key,
        message_id=_new_message_id(),
    )


def _new_message_id() -> str:
    """Return an identity for a mail, in the domain of the site's sender."""
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2]
    return make_msgid(domain=domain or "localhost")


def _headers(unsubscribe_url: str | None) -> dict[str, str]:
    """Return what a mail says to other machines; `unsubscribe_url` is a full address."""
    # RFC 3834: no holiday replies to a machine. RFC 8058: one click ends the subscription.
    headers = {"Auto-Submitted": "auto-generated"}
    if unsubscribe_url:
        headers["List-Unsubscribe"] = f"<{unsubscribe_url}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    return headers
