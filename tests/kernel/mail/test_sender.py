"""Due mails are sent once, the urgent ones first, and no sender keeps others from their work."""

import time
from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail as django_mail

from marketplace.kernel.mail import claims, sender, tasks
from marketplace.kernel.mail.lane import lane
from marketplace.kernel.mail.models import Priority
from marketplace.kernel.models import OutboxMail
from tests.factories.mail import make_mail

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
FILES = [
    ("October 2026.pdf", "application/pdf", b"%PDF-1.7\x00\xff"),
    ("Übersicht.bin", "application/octet-stream", b"\r\n.\r\n"),
]


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


def test_files_go_out_with_their_mail(mailbox):
    row = make_mail(due_at=NOON)
    make_mail(due_at=NOON)
    for name, mime_type, content in FILES:
        row.attachments.create(name=name, mime_type=mime_type, content=content)
    assert sender.send_due_mails(now=NOON) == sender.Run(sent=2)
    with_files, without = mailbox.messages
    sent = [
        (part.get_filename(), part.get_content_type(), part.get_content())
        for part in with_files.iter_attachments()
    ]
    assert sent == FILES
    assert with_files.get_body(["plain"]).get_content().strip() == "Dear Ann"
    assert with_files.get_body(["html"]).get_content().strip() == "<p>Dear Ann</p>"
    assert list(without.iter_attachments()) == []


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


def test_what_a_dead_sender_had_is_sent_after_its_lease_under_the_same_message_id():
    row = make_mail(due_at=NOON)
    claims.claim_batch(now=NOON, size=50)
    later = NOON + claims.LEASE
    assert sender.send_due_mails(now=later - timedelta(seconds=1)) == sender.Run()
    assert sender.send_due_mails(now=later) == sender.Run(sent=1)
    assert django_mail.outbox[0].extra_headers["Message-ID"] == row.message_id
    row.refresh_from_db()
    assert (row.state, row.attempts, row.last_error) == ("sent", 1, "")


def test_a_mail_that_cannot_be_built_does_not_stop_the_others():
    make_mail(to="a@example.com\nBcc: b@example.com", due_at=NOON - timedelta(minutes=1))
    make_mail(due_at=NOON)
    assert sender.send_due_mails(now=NOON) == sender.Run(sent=1, given_up=1)
    assert len(django_mail.outbox) == 1


class Interrupted(BaseException):
    """What ends a job from without."""


def test_a_run_that_is_ended_from_without_frees_all_but_the_mail_in_hand(monkeypatch):
    rows = [make_mail(due_at=NOON) for _ in range(4)]

    def end(mail, connection):
        if mail == rows[1]:
            raise Interrupted
        return message_of(mail, connection)

    message_of = sender.message_of
    monkeypatch.setattr(sender, "message_of", end)
    with pytest.raises(Interrupted):
        sender.send_due_mails(now=NOON)
    assert OutboxMail.objects.get(claim_token__isnull=False) == rows[1]
    assert list(OutboxMail.objects.due(NOON).order_by("pk")) == rows[2:]


def test_a_run_ends_in_time_and_frees_what_it_did_not_reach():
    for _ in range(3):
        make_mail(due_at=NOON)
    ticks = iter([0.0, 0.0, 0.0, sender.RUN_SECONDS])
    run = sender.send_due_mails(now=NOON, clock=lambda: next(ticks))
    assert run == sender.Run(sent=1, is_more_due=True)
    rows = OutboxMail.objects.filter(sent_at=None)
    assert set(rows.values_list("claim_token", "claimed_until", "attempts")) == {(None, None, 0)}
    assert rows.count() == 2


def test_a_code_that_comes_in_the_middle_of_a_digest_goes_out_within_a_second():
    digests = [make_mail(due_at=NOON, priority=Priority.BULK) for _ in range(6)]
    made = []

    def clock():
        """Take half a second over each mail; write a code when two are sent."""
        sent = len(django_mail.outbox)
        if sent == 2 and not made:
            made.append(make_mail(due_at=NOON, priority=Priority.CODE, subject="Your code"))
        return sent / 2

    assert sender.send_due_mails(now=NOON, clock=clock) == sender.Run(sent=7)
    places = {message.subject: place for place, message in enumerate(django_mail.outbox)}
    assert places["Your code"] in (2, 3)
    assert [row.subject for row in digests] == [s for s in places if s != "Your code"]


def test_beside_a_sender_at_work_only_codes_are_sent():
    make_mail(due_at=NOON, priority=Priority.BULK)
    make_mail(due_at=NOON)
    make_mail(due_at=NOON, priority=Priority.CODE, subject="Your code")
    with lane() as is_ours:
        assert is_ours
        assert sender.send_due_mails(now=NOON) == sender.Run(sent=1)
    assert [message.subject for message in django_mail.outbox] == ["Your code"]
    assert sender.send_due_mails(now=NOON) == sender.Run(sent=2)


def test_a_mail_left_to_a_sender_that_was_about_to_end_asks_for_another_run(monkeypatch):
    make_mail(due_at=NOON)
    close = sender._close

    def close_late(connection):
        make_mail(due_at=NOON)  # whose own wake-up call found the lane taken
        close(connection)

    monkeypatch.setattr(sender, "_close", close_late)
    assert sender.send_due_mails(now=NOON) == sender.Run(sent=1, is_more_due=True)


def test_a_lane_is_free_again_when_its_sender_fails():
    with pytest.raises(Interrupted), lane():
        raise Interrupted
    with lane() as is_ours:
        assert is_ours


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
def test_several_connections_share_the_work_and_send_each_mail_once(mailbox, settings):
    settings.MAIL_CONNECTIONS = 3
    mailbox.seconds_each = 0.05
    rows = [make_mail(due_at=NOON) for _ in range(130)]
    started = time.monotonic()
    assert sender.send_due_mails(now=NOON) == sender.Run(sent=130)
    assert time.monotonic() - started < 0.05 * 130
    assert sorted(mailbox.subjects) == sorted(row.subject for row in rows)
    assert mailbox.connections == 3
