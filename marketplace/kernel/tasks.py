"""Scheduled upkeep of the kernel's rows."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django_q.models import Task

from marketplace.kernel.jobs.runs import forget_old_runs
from marketplace.kernel.mail.models import OutboxAttachment, OutboxMail

# django-q keeps successes within `save_limit` by itself, failures for ever.
FAILURES_KEPT = timedelta(days=30)
# Codes in mails are worthless within minutes; their text must not lie around much longer.
SECRETS_KEPT = timedelta(days=1)
# What else was written is kept to answer questions; the row itself stays, so that its cause
# never writes a second mail. Where it belongs to nobody, as after an account was deleted, it
# goes: its cause is long over, and the address is nobody's business any more.
MAILS_KEPT = timedelta(days=90)


def purge_old_rows(*, now: datetime | None = None) -> dict[str, int]:
    """Delete old records of jobs and empty old mails, those with codes first; return how many."""
    now = now or timezone.now()
    failures, _ = Task.objects.filter(success=False, stopped__lt=now - FAILURES_KEPT).delete()
    ended = Q(sent_at__isnull=False) | Q(failed_at__isnull=False)
    old = Q(created_at__lt=now - MAILS_KEPT)
    secret = Q(is_secret=True, created_at__lt=now - SECRETS_KEPT)
    with transaction.atomic():
        emptied = OutboxMail.objects.filter(ended, old | secret, emptied_at=None)
        mails = emptied.update(text="", html="", emptied_at=now)
        OutboxAttachment.objects.filter(mail__emptied_at__isnull=False).delete()
        _, gone = OutboxMail.objects.filter(ended, old, user=None).delete()
    return {
        "failures": failures,
        "mails": mails,
        "addresses": gone.get(OutboxMail._meta.label, 0),
        "runs": forget_old_runs(now=now),
    }
