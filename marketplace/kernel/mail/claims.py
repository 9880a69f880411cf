"""Whose mail it is: senders claim rows for a time, and write down what became of each.

A row is claimed with a token and a lease. A sender that dies leaves its lease behind; when that
is over, each row it had counts one failed try more, because nobody knows which of them it died
of. Whatever has failed before is claimed alone from then on: a mail that kills its sender takes
no others with it, comes at longer and longer intervals, and is given up in the end.
"""

import logging
import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F

from marketplace.kernel.mail.models import OutboxMail, Priority

logger = logging.getLogger(__name__)

# Longer than the worker's own limit for a job (60 s): a claim outlives the sender that made it.
LEASE = timedelta(minutes=2)
# 1, 2, 4 ... minutes, at most six hours apart: the twelfth try is 20 hours after the first.
FIRST_PAUSE = timedelta(minutes=1)
LONGEST_PAUSE = timedelta(hours=6)
MAX_ATTEMPTS = 12
SENDER_DIED = "The sender that had it ended without a word."


def claim_batch(*, now: datetime, size: int, up_to: int = Priority.BULK) -> list[OutboxMail]:
    """Take up to `size` due mails for this sender alone; return them, the most urgent first.

    Nothing less urgent than `up_to` is taken.
    """
    token = uuid.uuid4()
    with transaction.atomic():
        due = OutboxMail.objects.due(now).filter(priority__lte=up_to)
        # On PostgreSQL senders step over each other's rows; on SQLite one writes at a time.
        free = due.order_by("priority", "due_at", "pk").select_for_update(skip_locked=True)
        found = list(free.only("kind", "attempts", "claimed_until", "failed_at")[:size])
        _count_lost([mail for mail in found if mail.claimed_until], now)
        chosen = _together([mail for mail in found if mail.failed_at is None])
        if not chosen:
            return []
        lease = max([LEASE, *(pause_after(mail.attempts) for mail in chosen if mail.attempts)])
        rows = OutboxMail.objects.filter(pk__in=[mail.pk for mail in chosen])
        rows.update(claim_token=token, claimed_until=now + lease)
    claimed = OutboxMail.objects.filter(claim_token=token)
    return list(claimed.order_by("priority", "due_at", "pk").prefetch_related("attachments"))


def release(mails: Sequence[OutboxMail]) -> None:
    """Put back what was claimed and not tried, as it was."""
    tokens = {mail.claim_token for mail in mails}
    rows = OutboxMail.objects.filter(pk__in=[mail.pk for mail in mails], claim_token__in=tokens)
    rows.update(claim_token=None, claimed_until=None)


def finish(mail: OutboxMail, *, now: datetime) -> None:
    """Write down that it was sent."""
    _write(mail, sent_at=now, last_error="")


def put_off(mail: OutboxMail, reason: str, *, now: datetime) -> bool:
    """Try again later, or give up after the last try; return whether there is another."""
    attempts = mail.attempts + 1
    if attempts >= MAX_ATTEMPTS:
        give_up(mail, reason, now=now)
        return False
    due_at = now + pause_after(attempts)
    _write(mail, attempts=F("attempts") + 1, due_at=due_at, last_error=reason)
    return True


def give_up(mail: OutboxMail, reason: str, *, now: datetime) -> None:
    """Leave it to moderators, who see it in the console."""
    logger.error("Mail %s (%s) was given up: %s", mail.pk, mail.kind, reason)
    _write(mail, attempts=F("attempts") + 1, failed_at=now, last_error=reason)


def pause_after(attempts: int) -> timedelta:
    """Return how long to wait after this many failed tries (1 or more)."""
    return min(FIRST_PAUSE * 2 ** (attempts - 1), LONGEST_PAUSE)


def _count_lost(mails: list[OutboxMail], now: datetime) -> None:
    """Count a try for rows whose sender died, and give up those it was the last try of."""
    for mail in mails:
        mail.attempts += 1
        mail.claim_token = mail.claimed_until = None
        mail.last_error = SENDER_DIED
        if mail.attempts >= MAX_ATTEMPTS:
            logger.error("Mail %s (%s) was given up: %s", mail.pk, mail.kind, SENDER_DIED)
            mail.failed_at = now
    changed = ["attempts", "claim_token", "claimed_until", "last_error", "failed_at"]
    OutboxMail.objects.bulk_update(mails, changed)


def _together(mails: list[OutboxMail]) -> list[OutboxMail]:
    """Return the first of these, up to one that has failed before; such a one alone."""
    for place, mail in enumerate(mails):
        if mail.attempts:
            return mails[: max(1, place)]
    return mails


def _write(mail: OutboxMail, **outcome: object) -> None:
    """Write the outcome and drop the claim, unless another sender has taken the row over."""
    mine = OutboxMail.objects.filter(pk=mail.pk, claim_token=mail.claim_token)
    mine.update(claim_token=None, claimed_until=None, **outcome)
