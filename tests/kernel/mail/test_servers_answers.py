"""What a mail server answers, or does not, decides about a mail and about the rest of the run."""

import time
from datetime import UTC, datetime, timedelta

import pytest

from marketplace.kernel.mail import sender
from marketplace.kernel.mail.models import Priority
from marketplace.kernel.models import OutboxMail
from tests.factories.mail import make_mail

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("patient")]

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
SENDER = "no-reply@localhost"
PUT_OFF = sender.Run(put_off=1)


def make_mails(count, **fields):
    """Return so many, due one after the other until noon."""
    return [
        make_mail(due_at=NOON - timedelta(seconds=count - number), **fields)
        for number in range(count)
    ]


def states():
    rows = OutboxMail.objects.order_by("pk")
    return [(row.state, row.attempts) for row in rows]


def test_without_a_server_mails_are_put_off_longer_each_time(no_server):
    row = make_mail(due_at=NOON)
    now = NOON
    for minutes in (1, 2, 4, 8):
        assert sender.send_due_mails(now=now) == sender.Run(put_off=1)
        row.refresh_from_db()
        assert row.due_at == now + timedelta(minutes=minutes)
        assert row.claim_token is None
        now = row.due_at
    assert row.attempts == 4
    assert row.last_error.startswith("ConnectionRefusedError")
    assert row.state == "queued"


def test_the_twelfth_failure_is_the_last(no_server):
    row = make_mail(due_at=NOON, attempts=11)
    assert sender.send_due_mails(now=NOON) == sender.Run(given_up=1)
    row.refresh_from_db()
    assert (row.failed_at, row.attempts, row.state) == (NOON, 12, "failed")


def test_while_the_server_is_away_one_mail_of_a_run_bears_it_and_no_code_does(no_server):
    make_mail(due_at=NOON, priority=Priority.CODE)
    make_mails(2)
    make_mail(due_at=NOON, priority=Priority.BULK)
    assert sender.send_due_mails(now=NOON) == sender.Run(put_off=1)
    assert states() == [("queued", 0), ("queued", 0), ("queued", 0), ("queued", 1)]
    assert OutboxMail.objects.due(NOON).count() == 3


def test_an_address_that_does_not_exist_is_given_up_at_once(mailbox):
    mailbox.answers["nobody@example.com"] = "550 No such user"
    bad = make_mail(to="nobody@example.com", due_at=NOON - timedelta(minutes=1))
    good = make_mail(due_at=NOON)
    assert sender.send_due_mails(now=NOON) == sender.Run(sent=1, given_up=1)
    bad.refresh_from_db()
    good.refresh_from_db()
    assert (bad.state, good.state) == ("failed", "sent")
    assert "550" in bad.last_error
    assert mailbox.connections == 1


@pytest.mark.parametrize(
    ("where", "answer", "run"),
    [
        ("busy@example.com", "450 Mailbox busy", PUT_OFF),
        ("Odd", "451 Try later", PUT_OFF),
        ("Odd", "554 Looks like spam", sender.Run(given_up=1)),
        ("Odd", "503 Out of order", PUT_OFF),
        (SENDER, "550 Who are you", PUT_OFF),
        (SENDER, "451 Too many for now", PUT_OFF),
        ("busy@example.com", "421 Going down", PUT_OFF),
        ("Odd", "DROP", PUT_OFF),
        # Of us, not of the recipient: mended here, the mail goes through.
        ("busy@example.com", "554 5.7.1 <busy@example.com>: Relay access denied", PUT_OFF),
        ("busy@example.com", "550 relay not permitted", PUT_OFF),
        ("Odd", "550 5.7.26 Unauthenticated mail is not taken", PUT_OFF),
    ],
)
def test_the_servers_answer_decides_about_another_try(mailbox, where, answer, run):
    mailbox.answers[where] = answer
    make_mail(to="busy@example.com", subject="Odd", due_at=NOON)
    assert sender.send_due_mails(now=NOON) == run
    assert sender.send_due_mails(now=NOON) == sender.Run()


def test_recipients_that_are_greylisted_get_their_mail_later_over_the_same_connection(mailbox):
    rows = make_mails(3, to="new@example.com")
    mailbox.answers["new@example.com"] = "451 4.7.1 Greylisted, try again"
    make_mail(due_at=NOON)
    assert sender.send_due_mails(now=NOON) == sender.Run(sent=1, put_off=3)
    assert mailbox.connections == 1
    mailbox.answers.clear()
    assert sender.send_due_mails(now=NOON + timedelta(minutes=1)) == sender.Run(sent=3)
    arrived = [message["Message-ID"] for message in mailbox.messages[1:]]
    assert arrived == [row.message_id for row in rows]


def test_a_server_that_takes_so_many_mails_over_each_connection_is_called_again(mailbox):
    mailbox.each = 3
    rows = make_mails(8)
    assert sender.send_due_mails(now=NOON) == sender.Run(sent=8)
    assert mailbox.subjects == [row.subject for row in rows]
    assert mailbox.connections == 3
    assert states() == [("sent", 0)] * 8


def test_a_connection_that_breaks_over_one_mail_is_opened_again_for_the_rest(mailbox):
    rows = make_mails(5)
    mailbox.answers[rows[2].subject] = "DROP"
    assert sender.send_due_mails(now=NOON) == sender.Run(sent=4, put_off=1)
    assert states() == [("sent", 0), ("sent", 0), ("queued", 1), ("sent", 0), ("sent", 0)]
    assert mailbox.connections == 3  # the mail that broke the first one was tried on another


def test_a_server_that_breaks_every_connection_is_left_alone_after_two(mailbox):
    rows = make_mails(5)
    mailbox.answers |= {row.subject: "DROP" for row in rows}
    assert sender.send_due_mails(now=NOON) == sender.Run(put_off=2)
    assert states() == [("queued", 1), ("queued", 1), ("queued", 0), ("queued", 0), ("queued", 0)]
    assert mailbox.connections == 2


def test_a_refused_sender_is_no_fault_of_the_mails(mailbox):
    make_mails(5)
    mailbox.answers[SENDER] = "553 Not you"
    assert sender.send_due_mails(now=NOON) == sender.Run(put_off=2)
    mailbox.answers.clear()
    assert sender.send_due_mails(now=NOON + timedelta(minutes=1)) == sender.Run(sent=5)


def test_a_silent_server_costs_a_run_one_time_limit_and_the_rest_waits_untouched(
    mailbox, settings, caplog
):
    settings.EMAIL_TIMEOUT = 0.5
    rows = make_mails(5)
    mailbox.answers[rows[1].subject] = "SILENCE"
    started = time.monotonic()
    assert sender.send_due_mails(now=NOON) == sender.Run(sent=1, put_off=1)
    assert time.monotonic() - started < 1
    assert states() == [("sent", 0), ("queued", 1), ("queued", 0), ("queued", 0), ("queued", 0)]
    assert OutboxMail.objects.due(NOON).count() == 3
    assert "takes no mail" in caplog.text


def test_a_silent_server_is_asked_again_only_after_a_while(mailbox, settings):
    settings.EMAIL_TIMEOUT = 0.5
    make_mails(5)
    mailbox.answers[SENDER] = "SILENCE"
    sender.send_due_mails(now=NOON)
    mailbox.answers.clear()
    soon = NOON + sender.REST - timedelta(seconds=1)
    assert sender.send_due_mails(now=soon) == sender.Run()
    assert sender.send_due_mails(now=NOON + sender.REST) == sender.Run(sent=4)
