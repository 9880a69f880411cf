"""A mail is in one sender's hands at a time; one that kills its sender takes no others along."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import F

from marketplace.kernel.mail import claims
from marketplace.kernel.mail.models import Priority
from marketplace.kernel.models import OutboxMail
from tests.factories.mail import make_mail

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


def claim(now=NOON, **options):
    return claims.claim_batch(now=now, **({"size": 50} | options))


def make_mails(count, **fields):
    return [make_mail(**({"due_at": NOON} | fields)) for _ in range(count)]


def test_only_what_is_due_and_free_is_claimed():
    make_mail(due_at=NOON + timedelta(seconds=1))
    make_mail(due_at=NOON, sent_at=NOON)
    make_mail(due_at=NOON, failed_at=NOON)
    claimed = make_mail(due_at=NOON)
    assert claim() == [claimed]
    assert claim() == []


def test_what_somebody_waits_for_goes_first_and_then_what_waited_longest():
    bulk = make_mail(due_at=NOON - timedelta(hours=1), priority=Priority.BULK)
    young = make_mail(due_at=NOON)
    old = make_mail(due_at=NOON - timedelta(minutes=1))
    code = make_mail(due_at=NOON, priority=Priority.CODE)
    assert claim(size=3) == [code, old, young]
    assert claim() == [bulk]


def test_nothing_less_urgent_is_claimed_than_was_asked_for():
    bulk = make_mail(due_at=NOON, priority=Priority.BULK)
    notice = make_mail(due_at=NOON)
    assert claim(up_to=Priority.CODE) == []
    assert claim(up_to=Priority.AT_ONCE) == [notice]
    assert claim() == [bulk]


def test_a_claim_reads_as_many_rows_in_as_many_queries_whatever_its_size(
    django_assert_num_queries,
):
    for count in (1, 3):
        make_mails(count)
        with django_assert_num_queries(6):  # savepoint, choose, claim, release, read, files
            assert len(claim()) == count


def test_a_batch_whose_sender_died_is_free_after_its_lease_and_counts_a_try():
    rows = make_mails(3)
    assert claim() == rows
    later = NOON + claims.LEASE
    assert claim(later - timedelta(seconds=1)) == []
    claim(later)
    for row in OutboxMail.objects.all():
        assert (row.attempts, row.last_error) == (1, claims.SENDER_DIED)


def test_what_failed_before_is_claimed_alone():
    rows = make_mails(5)
    OutboxMail.objects.filter(pk=rows[2].pk).update(attempts=1)
    assert [claim(), claim(), claim(), claim()] == [rows[:2], [rows[2]], rows[3:], []]


def test_the_others_of_its_batch_go_out_while_a_mail_kills_one_sender_after_the_other():
    rows = make_mails(3)
    poison, now, sent = rows[0], NOON, []
    claim(now)  # and that sender dies
    for _ in range(3):
        now += claims.LEASE
        while batch := claim(now):
            if poison in batch:
                continue  # its sender dies, another one comes
            for row in batch:
                claims.finish(row, now=now)
            sent += batch
    assert sent == rows[1:]


def test_a_mail_that_kills_every_sender_comes_ever_later_and_is_given_up_in_plain_sight(caplog):
    poison, now = make_mail(due_at=NOON), NOON
    waits = []
    while claim(now):
        poison.refresh_from_db()
        waits.append(poison.claimed_until - now)
        now = poison.claimed_until
    minutes = [wait // timedelta(minutes=1) for wait in waits]
    assert minutes == [2, 2, 2, 4, 8, 16, 32, 64, 128, 256, 360, 360]
    poison.refresh_from_db()
    assert (poison.state, poison.attempts) == ("failed", claims.MAX_ATTEMPTS)
    assert poison.last_error == claims.SENDER_DIED
    assert "was given up" in caplog.text


def test_who_lost_a_claim_writes_no_outcome_and_frees_nothing():
    make_mail(due_at=NOON)
    (slow,) = claim()
    claim(NOON + claims.LEASE)
    claims.give_up(slow, "Too late", now=NOON)
    claims.release([slow])
    row = OutboxMail.objects.get()
    assert row.failed_at is None
    assert row.claim_token not in (None, slow.claim_token)


def test_what_is_put_back_is_as_it_was(django_assert_num_queries):
    rows = make_mails(3)
    before = list(OutboxMail.objects.order_by("pk").values())
    claimed = claim()
    with django_assert_num_queries(1):
        claims.release(claimed)
    assert list(OutboxMail.objects.order_by("pk").values()) == before
    assert claim() == rows


def test_pauses_have_an_upper_end():
    assert claims.pause_after(11) == claims.LONGEST_PAUSE


@pytest.mark.parametrize("priority", [0, 4])
def test_the_database_refuses_a_priority_the_sender_does_not_know(priority):
    with pytest.raises(IntegrityError), transaction.atomic():
        make_mail(priority=priority)


@pytest.mark.postgres_only
@pytest.mark.django_db(transaction=True)
def test_senders_side_by_side_never_have_one_mail_twice():
    make_mails(200)

    def work(_):
        try:
            claimed = []
            while batch := claim(size=7):
                claimed += [row.pk for row in batch]
                OutboxMail.objects.filter(pk__in=[row.pk for row in batch]).update(
                    sent_at=NOON, claim_token=None, claimed_until=None, attempts=F("attempts") + 1
                )
            return claimed
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(work, range(4)))
    everything = [pk for each in found for pk in each]
    assert sorted(everything) == sorted(OutboxMail.objects.values_list("pk", flat=True))
    assert set(OutboxMail.objects.values_list("attempts", flat=True)) == {1}
