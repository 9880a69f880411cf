"""Sending: claim rows, hand them to the mail server, write down what became of them.

The result of each mail is written at once. A sender that dies between the server's answer and
that has sent a mail which will be sent again, with the same Message-ID: no more than that one of
each connection is ever doubled (`claims`).
"""

import logging
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import connections
from django.utils import timezone

from marketplace.kernel.mail import claims
from marketplace.kernel.mail.lane import lane
from marketplace.kernel.mail.messages import (
    is_about_the_mail,
    is_final,
    is_silence,
    message_of,
    text_of,
)
from marketplace.kernel.mail.models import OutboxMail, Priority

logger = logging.getLogger(__name__)

BATCH = 50
# After this many seconds no further mail is begun, so that the worker (60 s) cuts none in half.
RUN_SECONDS = 30.0
# So often a sender looks whether something more urgent has come.
LOOK_SECONDS = 1.0
# So many connections lost one after the other say that the server takes no mail now.
LOST_IN_A_ROW = 2
# A server that was silent is left alone for so long, or every worker would wait for it.
REST = timedelta(seconds=30)


@dataclass
class Run:
    """What one run of the sender did."""

    sent: int = 0
    put_off: int = 0
    given_up: int = 0
    is_more_due: bool = False

    def __add__(self, other: "Run") -> "Run":
        return Run(
            sent=self.sent + other.sent,
            put_off=self.put_off + other.put_off,
            given_up=self.given_up + other.given_up,
            is_more_due=self.is_more_due or other.is_more_due,
        )


@dataclass
class Silence:
    """When this process last waited for the mail server in vain."""

    since: datetime | None = None

    def is_fresh(self, now: datetime) -> bool:
        """Return whether it is too early to ask again."""
        return self.since is not None and self.since <= now < self.since + REST


silence = Silence()


def send_due_mails(
    *, now: datetime | None = None, clock: Callable[[], float] = time.monotonic
) -> Run:
    """Send what is due, the most urgent first, for half a minute at most.

    All goes over one connection, or over MAIL_CONNECTIONS of them at once. Beside a run that is at
    it already, only what somebody waits for at the screen is sent.
    """
    if silence.is_fresh(now or timezone.now()):
        return Run()
    with lane() as is_ours:
        count = settings.MAIL_CONNECTIONS if is_ours else 1
        up_to = Priority.BULK if is_ours else Priority.CODE
        senders = [Sender(up_to=up_to, moment=now, clock=clock) for _ in range(count)]
        _work_side_by_side(senders)
    run = sum((sender.run for sender in senders), Run())
    # Whoever was woken meanwhile left the rest to us, until the lane was free again.
    if is_ours and not any(sender.is_refused for sender in senders):
        due = OutboxMail.objects.due(now or timezone.now())
        run.is_more_due = run.is_more_due or due.exists()
    return run


def _work_side_by_side(senders: list["Sender"]) -> None:
    """Let several senders wait for the mail server at the same time, each in a thread."""
    if len(senders) == 1:
        senders[0].work()
        return

    def work(sender: Sender) -> None:
        try:
            sender.work()
        finally:
            connections.close_all()  # this thread's own

    with ThreadPoolExecutor(len(senders)) as pool:
        for job in [pool.submit(work, sender) for sender in senders]:
            job.result()


class Sender:
    """One run over one connection, which is opened again where the server ends it."""

    def __init__(self, *, up_to: int, moment: datetime | None, clock: Callable[[], float]) -> None:
        self.run = Run()
        self.is_refused = False
        self._up_to, self._moment, self._clock = up_to, moment, clock
        self._connection: BaseEmailBackend = get_connection()
        self._end = clock() + RUN_SECONDS
        self._has_carried = False  # whether a mail went over this connection already
        self._lost = 0

    def work(self) -> None:
        """Send batch after batch until nothing is due, the time is over or the server away."""
        try:
            goes_on = True
            while goes_on:
                mails = claims.claim_batch(now=self._now(), size=BATCH, up_to=self._up_to)
                goes_on = bool(mails) and self._is_open(mails) and self._send_batch(mails)
        finally:
            _close(self._connection)

    def _is_open(self, mails: list[OutboxMail]) -> bool:
        """Connect; where that fails the last of the batch counts a try, the others none."""
        try:
            self._open()
        except (OSError, SMTPException) as error:
            logger.warning("The mail server cannot be reached: %s", error)
            claims.release(mails[:-1])
            self._put_off(mails[-1], error)
            self._stop(error)
            return False
        return True

    def _send_batch(self, mails: list[OutboxMail]) -> bool:
        """Send these; return whether to go on with others. Puts back what it does not reach."""
        look_at = self._clock() + LOOK_SECONDS
        for place, mail in enumerate(mails):
            if (moment := self._clock()) >= self._end:
                claims.release(mails[place:])
                self.run.is_more_due = True
                return False
            if moment >= look_at:
                look_at = moment + LOOK_SECONDS
                if OutboxMail.objects.due(self._now()).before(mail.priority).exists():
                    claims.release(mails[place:])
                    return True
            try:
                self._send(mail)
            except BaseException:  # also django-q's limit, which is none of Exception's
                claims.release(mails[place + 1 :])
                raise
            if self.is_refused:
                claims.release(mails[place + 1 :])
                return False
        return True

    def _send(self, mail: OutboxMail) -> None:
        """Try one mail and write down what became of it."""
        try:
            self._hand_over(message_of(mail, self._connection))
        except (OSError, SMTPException) as error:
            self._note_failure(mail, error)
        except ValueError as error:  # an address or a header that no server could take
            self._give_up(mail, error)
        else:
            claims.finish(mail, now=self._now())
            self.run.sent += 1
            self._lost = 0

    def _hand_over(self, message: EmailMultiAlternatives) -> None:
        """Hand a message to the server, over another connection if it ended one that has carried
        mail: many servers take only so many over each."""
        self._open()
        try:
            self._connection.send_messages([message])
        except (OSError, SMTPException) as error:
            if not self._has_carried or is_about_the_mail(error) or is_silence(error):
                raise
            _close(self._connection)
            self._open()
            self._connection.send_messages([message])
        self._has_carried = True

    def _open(self) -> None:
        if self._connection.open():  # and not one that was open
            self._has_carried = False

    def _note_failure(self, mail: OutboxMail, error: Exception) -> None:
        if is_final(error):
            self._give_up(mail, error)
            return
        self._put_off(mail, error)
        if is_about_the_mail(error):
            return
        _close(self._connection)
        self._lost += 1
        if self._lost >= LOST_IN_A_ROW or is_silence(error):
            logger.warning("The mail server takes no mail: %s", error)
            self._stop(error)

    def _put_off(self, mail: OutboxMail, error: Exception) -> None:
        if claims.put_off(mail, text_of(error), now=self._now()):
            self.run.put_off += 1
        else:
            self.run.given_up += 1

    def _give_up(self, mail: OutboxMail, error: Exception) -> None:
        claims.give_up(mail, text_of(error), now=self._now())
        self.run.given_up += 1

    def _stop(self, error: Exception) -> None:
        """Leave the server alone: at once, and for a while if it costs time to ask it."""
        self.is_refused = True
        if is_silence(error):
            silence.since = self._now()

    def _now(self) -> datetime:
        return self._moment or timezone.now()


def _close(connection: BaseEmailBackend) -> None:
    try:
        connection.close()
    except (OSError, SMTPException) as error:
        logger.info("The mail server hung up first: %s", error)
