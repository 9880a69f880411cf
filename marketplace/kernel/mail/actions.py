"""Writing mails into the outbox."""

from datetime import datetime
from email.utils import make_msgid, parseaddr
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from marketplace.kernel import jobs
from marketplace.kernel.errors import Refused
from marketplace.kernel.mail.models import OutboxMail
from marketplace.kernel.mail.registry import mail_kind
from marketplace.kernel.mail.rendering import absolute_url, one_line, render_mail
from marketplace.kernel.people import Person

SEND_TASK = "marketplace.kernel.mail.tasks.send_due_mails"


def queue_mail(
    *,
    kind: str,
    to: str,
    context: dict[str, Any],
    dedup_key: str,
    user: Person | None = None,
    unsubscribe_url: str | None = None,
) -> OutboxMail | None:
    """Render a mail now and write it in the caller's transaction; wake the worker on commit.

    Times in it are told in the zone of `user`. `unsubscribe_url` (path or address that takes an
    RFC 8058 POST) adds the List-Unsubscribe headers. Returns None where `dedup_key` was used
    before. Raises LookupError for a kind that is not registered.
    """
    registered = mail_kind(kind)
    if OutboxMail.objects.filter(dedup_key=dedup_key).exists():
        return None
    leave = absolute_url(unsubscribe_url) if unsubscribe_url else None
    zone = user.zone if user else timezone.get_default_timezone()
    with timezone.override(zone):
        rendered = render_mail(registered, context, unsubscribe_url=leave)
    return _write(
        dedup_key,
        kind=kind,
        to=to,
        user_id=user.pk if user else None,
        subject=rendered.subject,
        text=rendered.text,
        html=rendered.html,
        headers=_headers(leave),
        is_secret=registered.is_secret,
    )


def queue_rendered(
    *,
    kind: str,
    to: str,
    subject: str,
    text: str,
    html: str,
    dedup_key: str,
    user: Person | None = None,
    is_secret: bool = True,
) -> OutboxMail | None:
    """Write a mail that another library rendered, allauth's codes and notices above all.

    Such mails count as secret unless told otherwise: their text is removed soon after sending.
    Returns None where `dedup_key` was used before.
    """
    return _write(
        dedup_key,
        kind=kind,
        to=to,
        user_id=user.pk if user else None,
        subject=one_line(subject),
        text=text,
        html=html,
        headers=_headers(None),
        is_secret=is_secret,
    )


def resend_mail(
    *, actor: Person | None, mail: OutboxMail, now: datetime | None = None
) -> OutboxMail:
    """Give a mail that was given up a fresh start: no failed tries, due at once.

    Raises Refused where it was not given up, or where its text is gone.
    """
    with transaction.atomic():
        mail = OutboxMail.objects.select_for_update().get(pk=mail.pk)
        if not mail.failed_at:
            raise Refused("Only a mail that was given up can be sent again.")
        if mail.emptied_at:
            raise Refused("The text of this mail was removed, because it carried a code.")
        mail.failed_at = None
        mail.attempts = 0
        mail.due_at = now or timezone.now()
        mail.save(update_fields=["failed_at", "attempts", "due_at"])
        jobs.enqueue(SEND_TASK)
    return mail


def _write(dedup_key: str, **fields: Any) -> OutboxMail | None:
    with transaction.atomic():
        mail, is_new = OutboxMail.objects.get_or_create(
            dedup_key=dedup_key, defaults=fields | {"message_id": _new_message_id()}
        )
        if not is_new:
            return None
        jobs.enqueue(SEND_TASK)
    return mail


def _new_message_id() -> str:
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2]
    return make_msgid(domain=domain or "localhost")


def _headers(unsubscribe_url: str | None) -> dict[str, str]:
    # RFC 3834: no holiday replies to a machine. RFC 8058: one click ends the subscription.
    headers = {"Auto-Submitted": "auto-generated"}
    if unsubscribe_url:
        headers["List-Unsubscribe"] = f"<{unsubscribe_url}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    return headers
