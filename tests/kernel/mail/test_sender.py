"""Due mails are sent once, put off when the server is away, and given up in plain sight."""

import logging
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy

import pytest
from aiosmtpd.controller import Controller
from django.core import mail as django_mail
from django.db.models import F

from marketplace.kernel.mail import sender, tasks
from marketplace.kernel.models import OutboxMail
from tests.factories.mail import make_mail
from tests.servers import free_port

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
SMTP = "django.core.mail.backends.smtp.EmailBackend"


class Mailbox:
    """A mail server's memory. `answers` holds what it says to the addresses it dislikes."""

    def __init__(self):
        self.messages = []
        self.answers = {}
        self.connections = 0

    async def handle_EHLO(self, server, session, envelope, hostname, responses):  # noqa: N802
        self.connections += 1
        session.host_name = hostname
        return responses

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802
        if address in self.answers:
            return self.answers[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        message = message_from_bytes(envelope.content, policy=policy.default)
        if answer := self.answers.get(message["Subject"]):
            return answer
        self.messages.append(message)
        return "250 OK"


@pytest.fixture
def mailbox(settings):
    settings.EMAIL_BACKEND = SMTP
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", free_port()
    logging.getLogger("mail.log").setLevel(logging.WARNING)  # aiosmtpd tells of every byte
    box = Mailbox()
    controller = Controller(box, hostname="127.0.0.1", port=settings.EMAIL_PORT)
    controller.start()
    yield box
    controller.stop()


@pytest.fixture
def no_server(settings):
    settings.EMAIL_BACKEND = SMTP
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", free_port()


def test_due_mails_go_over_one_connection_to_a_real_server(mailbox):
    rows = [make_mail(due_at=NOON - timedelta(minutes=5 - number)) for number in range(3)]
    run = sender.send_due_mails(now=NOON)
    assert run == sender.Run(sent=3)
    assert [m["Message-ID"] for m in mailbox.messages] == [row.message_id for row in rows]
    assert mailbox.connections == 1
    first = mailbox.messages[0]
    assert (first["To"], first["Subject"]) == ("ann@example.com", rows[0].subject)
    assert first["Auto-Submitted"] == "auto-generated"
    assert first["From"] == "Parley <no-reply@localhost>"
    assert first.get_body(["plain"]).get_content().strip() == "Dear Ann"
    assert first.get_body(["html"]).get_content().strip() == "<p>Dear Ann</p>"
    for row in OutboxMail.objects.all():
        assert (row.sent_at, row.claim_token, row.claimed_until) == (NOON, None, None)


def test_a_second_run_sends_nothing_twice(mailbox):
    make_mail(due_at=NOON)
    sender.send_due_mails(now=NOON)
    assert sender.send_due_mails(now=NOON) == sender.Run()
    assert len(mailbox.messages) == 1


def test_more_than_one_batch_is_sent_in_one_run(monkeypatch, mailbox):
    monkeypatch.setattr(sender, "BATCH", 2)
    for _ in range(5):
        make_mail(due_at=NOON)
    assert sender.send_due_mails(now=NOON) == sender.Run(sent=5)
    assert mailbox.connections == 1


def test_only_what_is_due_and_free_is_sent():
    make_mail(due_at=NOON + timedelta(seconds=1))
    make_mail(due_at=NOON, sent_at=NOON)
    make_mail(due_at=NOON, failed_at=NOON)
    claimed = make_mail(due_at=NOON)
    assert sender.claim_batch(now=NOON) == [claimed]
    assert sender.send_due_mails(now=NOON) == sender.Run()
    assert django_mail.outbox == []


def test_what_a_dead_sender_had_claimed_is_sent_after_its_lease():
    row = make_mail(due_at=NOON)
    sender.claim_batch(now=NOON)
    later = NOON + sender.LEASE
    assert sender.send_due_mails(now=later - timedelta(seconds=1)) == sender.Run()
    assert sender.send_due_mails(now=later) == sender.Run(sent=1)
    assert django_mail.outbox[0].extra_headers["Message-ID"] == row.message_id


def test_who_lost_a_claim_writes_no_outcome():
    make_mail(due_at=NOON)
    (slow,) = sender.claim_batch(now=NOON)
    sender.claim_batch(now=NOON + sender.LEASE)
    sender._finish(slow, failed_at=NOON)
    row = OutboxMail.objects.get()
    assert row.failed_at is None
    assert row.claim_token not in (None, slow.claim_token)


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


def test_pauses_have_an_upper_end():
    assert sender.pause_after(11) == sender.LONGEST_PAUSE


def test_the_twelfth_failure_is_the_last(no_server):
    row = make_mail(due_at=NOON, attempts=11)
    assert sender.send_due_mails(now=NOON) == sender.Run(given_up=1)
    row.refresh_from_db()
    assert (row.failed_at, row.attempts, row.state) == (NOON, 12, "failed")


def test_an_address_that_does_not_exist_is_given_up_at_once(mailbox):
    mailbox.answers["nobody@example.com"] = "550 No such user"
    bad = make_mail(to="nobody@example.com", due_at=NOON - timedelta(minutes=1))
    good = make_mail(due_at=NOON)
    assert sender.send_due_mails(now=NOON) == sender.Run(sent=1, given_up=1)
    bad.refresh_from_db()
    good.refresh_from_db()
    assert (bad.state, good.state) == ("failed", "sent")
    assert "550" in bad.last_error


@pytest.mark.parametrize(
    ("where", "answer", "run"),
    [
        ("busy@example.com", "450 Mailbox busy", sender.Run(put_off=1)),
        ("Odd", "451 Try later", sender.Run(put_off=1)),
        ("Odd", "554 Looks like spam", sender.Run(given_up=1)),
        ("Odd", "503 Out of order", sender.Run(put_off=1)),
    ],
)
def test_the_servers_answer_decides_about_another_try(mailbox, where, answer, run):
    mailbox.answers[where] = answer
    make_mail(to="busy@example.com", subject="Odd", due_at=NOON)
    assert sender.send_due_mails(now=NOON) == run


def test_a_mail_that_cannot_be_built_does_not_stop_the_others():
    make_mail(to="a@example.com\nBcc: b@example.com", due_at=NOON - timedelta(minutes=1))
    make_mail(due_at=NOON)
    assert sender.send_due_mails(now=NOON) == sender.Run(sent=1, given_up=1)
    assert len(django_mail.outbox) == 1


def test_a_run_ends_in_time_and_frees_what_it_did_not_reach():
    for _ in range(3):
        make_mail(due_at=NOON)
    ticks = iter([0.0, 1.0, sender.RUN_SECONDS])
    run = sender.send_due_mails(now=NOON, clock=lambda: next(ticks))
    assert run == sender.Run(sent=1, is_more_due=True)
    rows = OutboxMail.objects.filter(sent_at=None)
    assert set(rows.values_list("claim_token", "claimed_until", "attempts")) == {(None, None, 0)}
    assert rows.count() == 2


def test_a_demo_without_mail_server_counts_mails_as_sent(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
    row = make_mail(due_at=NOON)
    assert sender.send_due_mails(now=NOON) == sender.Run(sent=1)
    row.refresh_from_db()
    assert row.state == "sent"


def test_the_task_sends_what_is_due():
    make_mail()
    tasks.send_due_mails()
    tasks.send_due_mails()
    assert len(django_mail.outbox) == 1


@pytest.mark.postgres_only
@pytest.mark.django_db(transaction=True)
def test_senders_side_by_side_never_send_one_mail_twice():
    from concurrent.futures import ThreadPoolExecutor

    from django.db import connection

    for _ in range(200):
        make_mail(due_at=NOON)

    def work(_):
        try:
            claimed = []
            while batch := sender.claim_batch(now=NOON, size=7):
                claimed += [row.pk for row in batch]
                OutboxMail.objects.filter(pk__in=[row.pk for row in batch]).update(
                    sent_at=NOON, claim_token=None, claimed_until=None, attempts=F("attempts") + 1
                )
            return claimed
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        claims = list(pool.map(work, range(4)))
    everything = [pk for claim in claims for pk in claim]
    assert sorted(everything) == sorted(OutboxMail.objects.values_list("pk", flat=True))
    assert set(OutboxMail.objects.values_list("attempts", flat=True)) == {1}
