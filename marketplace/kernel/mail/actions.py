"""Writing mails into the outbox."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from marketplace.kernel import jobs
from marketplace.kernel.errors import Refused
from marketplace.kernel.mail.drafts import Attachment, Draft, compose
from marketplace.kernel.mail.models import OutboxAttachment, OutboxMail, Priority
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
    attachments: Sequence[Attachment] = (),
) -> OutboxMail | None:
    """Render a mail now and write it in the caller's transaction; wake the worker on commit.

    The arguments are those of a `Draft`. Returns None where `dedup_key` was used before. Raises
    LookupError for a kind that is not registered.
    """
    draft = Draft(
        kind=kind,
        to=to,
        context=context,
        dedup_key=dedup_key,
        user=user,
        unsubscribe_url=unsubscribe_url,
        attachments=attachments,
    )
    written = queue_mails(drafts=[draft])
    return written[0] if written else None


def queue_mails(*, drafts: Iterable[Draft], priority: int = Priority.AT_ONCE) -> list[OutboxMail]:
    """Render and write many mails at once, in five queries and with one wake-up.

    Where they are so many that others should not wait for them, `priority` is BULK; a mail with a
    code goes before all others, whatever is said here. Drafts whose `dedup_key` was used before,
    here or by a writer at the same time, are left out; the rows of the others are returned.
    Raises LookupError for a kind that is not registered.
    """
    by_key = {draft.dedup_key: draft for draft in drafts}
    known = OutboxMail.objects.filter(dedup_key__in=by_key)
    for key in known.values_list("dedup_key", flat=True):
        del by_key[key]
    mails = [compose(draft, priority=priority) for draft in by_key.values()]
    return _write(mails, by_key)


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
            raise Refused("The text of this mail was removed: it carried a code, or it is old.")
        mail.failed_at = None
        mail.attempts = 0
        mail.due_at = now or timezone.now()
        mail.save(update_fields=["failed_at", "attempts", "due_at"])
        jobs.enqueue(SEND_TASK)
    return mail


def _write(mails: list[OutboxMail], drafts: dict[str, Draft]) -> list[OutboxMail]:
    """Insert rows with the attachments of their drafts; return those that were not there yet."""
    if not mails:
        return []
    with transaction.atomic():
        OutboxMail.objects.bulk_create(mails, ignore_conflicts=True)
        # Ignoring conflicts, a database does not say which rows it took: Message-IDs are ours.
        ids = [mail.message_id for mail in mails]
        taken = OutboxMail.objects.filter(message_id__in=ids).order_by()
        pk_of = dict(taken.values_list("message_id", "pk"))
        written = [mail for mail in mails if mail.message_id in pk_of]
        for mail in written:
            mail.pk = pk_of[mail.message_id]
            mail._state.adding = False
        OutboxAttachment.objects.bulk_create(
            OutboxAttachment(
                mail=mail, name=file.name, mime_type=file.mime_type, content=file.content
            )
            for mail in written
            for file in drafts[mail.dedup_key].attachments
        )
        if written:
            jobs.enqueue(SEND_TASK)
    return written
