"""Reminders before silence counts as approval."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from ads import speech
from ads.actions.moves import lock_ad
from ads.actions.telling import tell
from ads.models import Ad
from ads.workflow import Side, State

if TYPE_CHECKING:
    from ads.models.querysets import AdQuerySet


def send_review_reminders(*, now: datetime | None = None) -> int:
    """Remind sponsors of drafts that count as approved soon: once for each of
    settings.REVIEW_REMINDER_HOURS before the deadline, and only for the latest where several
    were missed. Returns how many were sent; safe to run twice and side by side."""
    moment = now or timezone.now()
    sent = 0
    for pk in list(_due(moment).values_list("pk", flat=True)):
        with transaction.atomic():
            ad = lock_ad(pk, lock_campaign=False)
            if _due(moment).filter(pk=pk).exists():
                _remind(ad, moment)
                sent += 1
    return sent


def _due(now: datetime) -> "AdQuerySet":
    """Return the ads in review for which a reminder is due that was not sent yet."""
    due = Q()
    for hours in settings.REVIEW_REMINDER_HOURS:
        before = timedelta(hours=hours)
        unsent = Q(reminded_at=None) | Q(reminded_at__lt=F("deadline_at") - before)
        due |= Q(deadline_at__lte=now + before) & unsent
    return Ad.objects.filter(due, state=State.IN_REVIEW, deadline_at__gt=now)


def _remind(ad: Ad, now: datetime) -> None:
    ad.reminded_at = now
    ad.save(update_fields=["reminded_at"])
    text = f"{speech.name_of(ad, Side.INFLUENCER)} waits for your review."
    tell(ad, Side.SPONSOR, text, event="remind", occasion=f"remind:{now.isoformat()}", now=now)
