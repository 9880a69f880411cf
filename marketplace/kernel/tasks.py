"""Scheduled upkeep of the kernel's rows."""

from datetime import datetime, timedelta

from django.db.models import Q
from django.utils import timezone
from django_q.models import Task

from marketplace.kernel.mail.models import OutboxMail

# django-q keeps successes within `save_limit` by itself, failures for ever.
FAILURES_KEPT = timedelta(days=30)
# Codes in mails are worthless within minutes; their text must not lie around much longer.
SECRETS_KEPT = timedelta(days=1)


def purge_old_rows(*, now: datetime | None = None) -> dict[str, int]:
    """Delete old failures of jobs and empty old mails that carried codes; return how many."""
    now = now or timezone.now()
    failures, _ = Task.objects.filter(success=False, stopped__lt=now - FAILURES_KEPT).delete()
    ended = Q(sent_at__isnull=False) | Q(failed_at__isnull=False)
    secrets = OutboxMail.objects.filter(
        ended, is_secret=True, emptied_at=None, created_at__lt=now - SECRETS_KEPT
    ).update(text="", html="", emptied_at=now)
    return {"failures": failures, "secrets": secrets}
