"""Sending: claim rows, hand them to the mail server, write down what became of them.

A row is claimed by a conditional UPDATE with a token and a lease. A sender that dies leaves its
lease behind, and when that ends another one takes over; the mail in flight may then arrive
twice, with one Message-ID. The result of each mail is written at once, so no more than that
one is ever doubled.
"""

import logging
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from smtplib import SMTPDataError, SMTPException, SMTPRecipientsRefused

from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from marketplace.kernel.mail.models import OutboxMail

logger = logging.getLogger(__name__)

BATCH = 50
# Longer than the worker's own limit for a job (60 s): a claim outlives the sender that made it.
LEASE = timedelta(minutes=2)
# After this many seconds no further mail is begun, so that the worker never cuts one in half.
RUN_SECONDS = 30.0
# 1, 2, 4 ... minutes, at most six hours apart: the twelfth try is 20 hours after the first.
FIRST_PAUSE = timedelta(minutes=1)
LONGEST_PAUSE = timedelta(hours=6)
MAX_ATTEMPTS = 12


@dataclass
class Run:
    """What one run of the sender did."""

    sent: int = 0
    put_off: int = 0
    given_up: int = 0
    is_more_due: bool = False


def send_due_mails(
    *, now: datetime | None = None, clock: Callable[[], float] = time.monotonic
) -> Run:
    """Send what is due, batch by batch over one connection, for half a minute at most."""
    run = Run()
    end = clock() + RUN_SECONDS
    connection = get_connection()
    try:
        while mails := claim_batch(now=now or timezone.now(), size=BATCH):
            if not _open(connection, mails, run, now):
                break
            for place, mail in enumerate(mails):
                if clock() >= end:
                    _release(mails[place:])
                    run.is_more_due = True
                    return run
                _send_one(connection, mail, run, now)
    finally:
        _close(connection)
    return run


def claim_batch(*, now: datetime, size: int = BATCH) -> list[OutboxMail]:
    """Take up to `size` due mails for this sender alone and return them, oldest first."""
    token = uuid.uuid4()
    with transaction.atomic():
        due = OutboxMail.objects.due(now)
        # On PostgreSQL senders step over each other's rows; on SQLite one writes at a time.
        free = due.order_by("due_at", "pk").select_for_update(skip_locked=True)
        chosen = list(free.values_list("pk", flat=True)[:size])
        due.filter(pk__in=chosen).update(claim_token=token, claimed_until=now + LEASE)
    return list(OutboxMail.objects.filter(claim_token=token).order_by("due_at", "pk"))


def _open(
    connection: BaseEmailBackend, mails: list[OutboxMail], run: Run, now: datetime | None
) -> bool:
    """Connect; where the server cannot be reached, put the whole batch off."""
    try:
        connection.open()
    except (OSError, SMTPException) as error:
        logger.warning("The mail server cannot be reached: %s", error)
        for mail in mails:
            _put_off(mail, error, run, now)
        return False
    return True


def _send_one(
    connection: BaseEmailBackend, mail: OutboxMail, run: Run, now: datetime | None
) -> None:
    try:
        connection.open()  # a server that hung up is called again
        connection.send_messages([message_of(mail, connection)])
    except (OSError, SMTPException) as error:
        _close(connection)
        if _is_final(error):
            _give_up(mail, error, run, now)
        else:
            _put_off(mail, error, run, now)
    except ValueError as error:  # an address or a header that no server could take
        _give_up(mail, error, run, now)
    else:
        _finish(mail, sent_at=now or timezone.now(), last_error="")
        run.sent += 1


def message_of(mail: OutboxMail, connection: BaseEmailBackend) -> EmailMultiAlternatives:
    """Return the row as a message; the Message-ID is the row's own on every try."""
    message = EmailMultiAlternatives(
        subject=mail.subject,
        body=mail.text,
        to=[mail.to],
        headers={**mail.headers, "Message-ID": mail.message_id},
        connection=connection,
    )
    if mail.html:
        message.attach_alternative(mail.html, "text/html")
    return message


def pause_after(attempts: int) -> timedelta:
    """Return how long to wait after this many failed tries (1 or more)."""
    return min(FIRST_PAUSE * 2 ** (attempts - 1), LONGEST_PAUSE)


def _is_final(error: Exception) -> bool:
    """Whether the server refused this mail for good (5xx), so that asking again is rude."""
    if isinstance(error, SMTPRecipientsRefused):
        codes = [code for code, _ in error.recipients.values()]
        return bool(codes) and all(code >= 500 for code in codes)
    # Of other answers only those to the message itself: a refused sender or login (530 to 535)
    # is about our own settings, and mending them lets the mail through.
    return isinstance(error, SMTPDataError) and error.smtp_code >= 550


def _put_off(mail: OutboxMail, error: Exception, run: Run, now: datetime | None) -> None:
    attempts = mail.attempts + 1
    if attempts >= MAX_ATTEMPTS:
        _give_up(mail, error, run, now)
        return
    due_at = (now or timezone.now()) + pause_after(attempts)
    _finish(mail, attempts=F("attempts") + 1, due_at=due_at, last_error=_text_of(error))
    run.put_off += 1


def _give_up(mail: OutboxMail, error: Exception, run: Run, now: datetime | None) -> None:
    logger.error("Mail %s (%s) was given up: %s", mail.pk, mail.kind, error)
    _finish(
        mail,
        attempts=F("attempts") + 1,
        failed_at=now or timezone.now(),
        last_error=_text_of(error),
    )
    run.given_up += 1


def _release(mails: list[OutboxMail]) -> None:
    for mail in mails:
        _finish(mail)


def _finish(mail: OutboxMail, **outcome: object) -> None:
    """Write the outcome and drop the claim, unless another sender has taken the row over."""
    mine = OutboxMail.objects.filter(pk=mail.pk, claim_token=mail.claim_token)
    mine.update(claim_token=None, claimed_until=None, **outcome)


def _text_of(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"[:1000]


def _close(connection: BaseEmailBackend) -> None:
    try:
        connection.close()
    except (OSError, SMTPException) as error:
        logger.info("The mail server hung up first: %s", error)
