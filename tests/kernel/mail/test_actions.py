"""A mail is a row of its cause's transaction."""

from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings as django_settings
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from redis import Redis

from marketplace.kernel import mail
from marketplace.kernel.errors import Refused
from marketplace.kernel.models import OutboxAttachment, OutboxMail
from tests.factories.accounts import make_user
from tests.factories.mail import make_mail
from tests.races import at_once

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
FILES = OutboxAttachment.objects


def queue(**changes):
    values = {
        "kind": "greeting",
        "to": "ann@example.com",
        "context": {"name": "Ann & Bob", "at": NOON},
        "dedup_key": "greeting:1",
    }
    return mail.queue_mail(**(values | changes))


def queued_jobs():
    with Redis.from_url(django_settings.QUEUE_REDIS_URL) as redis:
        return sum(redis.llen(key) for key in redis.keys("*") if redis.type(key) == b"list")


def test_a_mail_is_rendered_at_once_and_waits_in_the_outbox(greeting):
    row = queue()
    assert row == OutboxMail.objects.get()
    assert (row.kind, row.to, row.user, row.state) == (
        "greeting",
        "ann@example.com",
        None,
        "queued",
    )
    assert row.subject == "Hello Ann & Bob, from Parley"
    assert row.text == (
        "Dear Ann & Bob, 12:00\nhttp://127.0.0.1:8000\nYou get this, because we test.\n"
    )
    assert row.html == "<p>Dear Ann &amp; Bob</p>"
    assert row.headers == {"Auto-Submitted": "auto-generated"}
    assert row.message_id.endswith("@localhost>")
    assert row.is_secret is False


def test_times_are_told_on_the_readers_clock(greeting):
    tokyo = make_user(time_zone="Asia/Tokyo")
    row = queue(user=tokyo)
    assert row.user == tokyo
    assert row.text.startswith("Dear Ann & Bob, 21:00\n")


def test_the_same_cause_writes_one_mail(greeting):
    assert queue() is not None
    assert queue(to="bob@example.com") is None
    assert OutboxMail.objects.count() == 1


def test_the_database_refuses_a_second_mail_of_one_cause():
    make_mail(dedup_key="same")
    with pytest.raises(IntegrityError), transaction.atomic():
        make_mail(dedup_key="same")


def test_a_mail_cannot_be_both_sent_and_given_up():
    with pytest.raises(IntegrityError), transaction.atomic():
        make_mail(sent_at=NOON, failed_at=NOON)


def test_a_claim_needs_both_token_and_lease():
    with pytest.raises(IntegrityError), transaction.atomic():
        make_mail(claimed_until=NOON)


def test_a_list_mail_can_be_left_with_one_click(greeting):
    row = queue(unsubscribe_url="/unsubscribe/abc/")
    assert row.headers == {
        "Auto-Submitted": "auto-generated",
        "List-Unsubscribe": "<http://127.0.0.1:8000/unsubscribe/abc/>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }
    assert row.text.endswith("http://127.0.0.1:8000/unsubscribe/abc/\n")


def test_an_unknown_kind_is_the_programmers_mistake():
    with pytest.raises(LookupError, match="no mail kind nonsense"):
        queue(kind="nonsense")


def test_a_kind_is_registered_once(greeting):
    with pytest.raises(ValueError, match="greeting is registered twice"):
        mail.register_mail("greeting", why="", sample=dict)


def draft(number, **changes):
    values = {
        "kind": "greeting",
        "to": f"reader-{number}@example.com",
        "context": {"name": f"Reader {number}", "at": NOON},
        "dedup_key": f"greeting:{number}",
    }
    return mail.Draft(**(values | changes))


def test_many_mails_are_written_at_once_but_for_those_whose_cause_is_known(greeting):
    make_mail(dedup_key="greeting:2")
    written = mail.queue_mails(drafts=[draft(1), draft(2), draft(3), draft(3)])
    assert [(row.pk, row.to) for row in written] == list(
        OutboxMail.objects.filter(kind="greeting", dedup_key__in=["greeting:1", "greeting:3"])
        .order_by("pk")
        .values_list("pk", "to")
    )
    assert mail.queue_mails(drafts=[draft(1), draft(2)]) == []
    assert mail.queue_mails(drafts=[]) == []


def test_a_mail_goes_at_once_unless_it_is_one_of_very_many_or_carries_a_code(greeting):
    assert queue().priority == mail.Priority.AT_ONCE
    drafts = [draft(2), draft(3, kind="account_login_code", context={"code": "7F4K-2Q"})]
    written = mail.queue_mails(drafts=drafts, priority=mail.Priority.BULK)
    assert [row.priority for row in written] == [mail.Priority.BULK, mail.Priority.CODE]


def test_what_was_written_can_be_changed_like_any_row(greeting):
    (row,) = mail.queue_mails(drafts=[draft(1)])
    row.last_error = "451"
    row.save()
    assert list(OutboxMail.objects.values_list("last_error", flat=True)) == ["451"]


@pytest.mark.parametrize("number", [1, 30])
def test_many_mails_cost_as_many_queries_as_one(greeting, number, django_assert_num_queries):
    with django_assert_num_queries(6):  # the keys, the rows, their pks, the files; a savepoint
        mail.queue_mails(drafts=[draft(place, attachments=[PAPER]) for place in range(number)])


@pytest.mark.django_db(transaction=True)
def test_many_mails_wake_the_worker_once(greeting):
    mail.queue_mails(drafts=[draft(number) for number in range(9)])
    assert queued_jobs() == 1


PAPER = mail.Attachment(name="Report.pdf", mime_type="application/pdf", content=b"%PDF-1.7")


def test_files_are_written_with_their_mail_only(greeting):
    mail.queue_mails(drafts=[draft(1, attachments=[PAPER, PAPER]), draft(2)])
    mail.queue_mails(drafts=[draft(2, attachments=[PAPER])])
    first = OutboxMail.objects.get(dedup_key="greeting:1")
    kept = [(file.mail, file.name, file.mime_type, bytes(file.content)) for file in FILES.all()]
    assert kept == [(first, "Report.pdf", "application/pdf", b"%PDF-1.7")] * 2


def test_an_empty_file_is_refused_by_the_database():
    with pytest.raises(IntegrityError), transaction.atomic():
        FILES.create(mail=make_mail(), name="x.pdf", mime_type="application/pdf", content=b"")


@pytest.mark.postgres_only
@pytest.mark.django_db(transaction=True)
def test_writers_at_once_write_each_mail_once(greeting):
    def write():
        return mail.queue_mails(drafts=[draft(number, attachments=[PAPER]) for number in range(20)])

    written = at_once([write] * 8)
    assert sum(len(rows) for rows in written) == 20
    assert OutboxMail.objects.count() == FILES.count() == 20


@pytest.mark.django_db(transaction=True)
def test_a_rollback_leaves_no_mail_and_wakes_nobody(greeting):
    with pytest.raises(RuntimeError), transaction.atomic():
        queue()
        raise RuntimeError
    assert (OutboxMail.objects.count(), queued_jobs()) == (0, 0)


@pytest.mark.django_db(transaction=True)
def test_a_commit_wakes_the_worker(greeting):
    with transaction.atomic():
        queue()
        assert queued_jobs() == 0
    assert queued_jobs() == 1


@pytest.mark.django_db(transaction=True)
def test_without_redis_the_mail_waits_for_the_sweep(greeting, settings):
    settings.QUEUE_REDIS_URL = "unix:///nowhere/redis.sock?db=0"
    assert queue() == OutboxMail.objects.due(timezone.now()).get()
    assert connection.in_atomic_block is False


def test_a_mail_that_was_given_up_can_be_sent_again():
    row = make_mail(failed_at=NOON, attempts=12, last_error="550", due_at=NOON)
    later = NOON + timedelta(days=1)
    mail.resend_mail(actor=None, mail=row, now=later)
    row.refresh_from_db()
    assert (row.failed_at, row.attempts, row.due_at) == (None, 0, later)
    assert row.state == "queued"


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({}, "Only a mail that was given up can be sent again."),
        ({"sent_at": NOON}, "Only a mail that was given up can be sent again."),
        (
            {"failed_at": NOON, "emptied_at": NOON},
            "The text of this mail was removed: it carried a code, or it is old.",
        ),
    ],
)
def test_other_mails_are_not_sent_again(fields, sentence):
    with pytest.raises(Refused, match=sentence):
        mail.resend_mail(actor=None, mail=make_mail(**fields))


def test_the_oldest_due_mail_tells_how_far_behind_the_sender_is():
    assert OutboxMail.objects.oldest_due_at(NOON) is None
    make_mail(due_at=NOON + timedelta(hours=1))
    make_mail(due_at=NOON - timedelta(hours=5), sent_at=NOON)
    make_mail(due_at=NOON - timedelta(hours=4), failed_at=NOON)
    assert OutboxMail.objects.oldest_due_at(NOON) is None
    make_mail(due_at=NOON - timedelta(hours=1))
    make_mail(due_at=NOON - timedelta(hours=2))
    assert OutboxMail.objects.oldest_due_at(NOON) == NOON - timedelta(hours=2)
