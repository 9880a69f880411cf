"""What is due for too long, and whether the worker is at fault."""

from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
import time_machine
from django.core.management import call_command

from marketplace.kernel.jobs import due, heartbeat
from marketplace.kernel.jobs.models import JobHeartbeat
from marketplace.kernel.mail import Priority
from marketplace.schedules import SCHEDULES
from tests.factories.jobs import make_job, make_run
from tests.factories.mail import make_mail

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
LIMIT = 5 * MINUTE


@pytest.fixture(autouse=True)
def working() -> None:
    """Let a worker have started an hour ago and be alive."""
    heartbeat.note_start(now=NOON - 60 * MINUTE)
    heartbeat.beat(now=NOON)


def why() -> str:
    return due.why_stalled(now=NOON, limit=LIMIT)


def test_a_name_is_taken_once():
    with pytest.raises(ValueError, match="mail is registered already"):
        due.register_due("mail", lambda now: None, MINUTE)


def test_every_row_is_seen_to_by_a_schedule_that_exists():
    assert {one.name for one in due.all_due()} >= {
        *("mail", "digests", "unsent", "schedules", "deadlines", "holds", "exports"),
    }
    names = {schedule.name for schedule in SCHEDULES}
    assert {one.done_by for one in due.all_due()} - {""} <= names


def test_a_worker_that_beats_and_leaves_nothing_works():
    assert why() == ""


def test_a_worker_that_does_not_beat_stands_still():
    heartbeat.beat(now=NOON - LIMIT)
    assert why() == ""
    heartbeat.beat(now=NOON - LIMIT - timedelta(seconds=1))
    assert why() == "no job was carried out for 300 s"
    JobHeartbeat.objects.filter(name=heartbeat.WORKER).delete()
    assert why() == "no job was carried out for 300 s"


def test_a_worker_that_just_started_is_given_time():
    heartbeat.beat(now=NOON - 60 * MINUTE)
    heartbeat.note_start(now=NOON - LIMIT + timedelta(seconds=1))
    assert why() == ""
    heartbeat.note_start(now=NOON - LIMIT)
    assert why() != ""
    heartbeat.note_start(now=NOON + 365 * 24 * 60 * MINUTE)  # by a clock that was wrong
    assert why() != ""


def test_what_lies_about_is_nobodys_fault_until_the_clock_could_strike():
    make_mail(due_at=NOON - 16 * MINUTE)
    heartbeat.note_start(now=NOON - timedelta(seconds=89))
    assert due.why_stalled(now=NOON, limit=MINUTE) == ""
    heartbeat.note_start(now=NOON - timedelta(seconds=90))
    assert due.why_stalled(now=NOON, limit=MINUTE) != ""


def test_a_worker_that_beats_while_mails_wait_and_no_sender_ends_is_at_fault():
    make_mail(due_at=NOON - 16 * MINUTE)
    make_run("mails", started_at=NOON - 16 * MINUTE)
    make_run("mails", outcome="lost", started_at=NOON - MINUTE)
    assert why() == "mail due for 960 s, and nothing is done about it"


@pytest.mark.parametrize("outcome", ["done", "partial", "failed"])
def test_a_mail_server_that_is_down_is_not_the_workers_fault(outcome):
    """Senders come and go each minute, and mails wait for hours: a restart would mend nothing."""
    make_mail(due_at=NOON - 300 * MINUTE)
    make_run("mails", outcome, started_at=NOON - 2 * MINUTE)
    assert why() == ""


def test_many_digests_take_their_time_and_what_somebody_waits_for_does_not():
    make_mail(due_at=NOON - 300 * MINUTE, priority=Priority.BULK)
    assert why() == ""
    make_mail(due_at=NOON - 361 * MINUTE, priority=Priority.BULK)
    assert why() == "digests due for 21660 s, and nothing is done about it"


def test_a_mail_that_is_put_off_again_and_again_is_still_unsent():
    """Each try makes it due later, so it is never due for long."""
    common = {"due_at": NOON + 300 * MINUTE, "attempts": 9}
    make_mail(created_at=NOON - 90 * MINUTE, last_error="ConnectionRefusedError: no", **common)
    make_mail(created_at=NOON - 900 * MINUTE, last_error="SMTPRecipientsRefused: full", **common)
    make_mail(created_at=NOON - 900 * MINUTE, last_error="SMTPDataError: spam", **common)
    make_mail(created_at=NOON - 900 * MINUTE, due_at=NOON + MINUTE)
    ages = {one.name: one.age(NOON) for one in due.all_due()}
    assert ages["mail"] == timedelta(0)
    assert ages["unsent"] == 90 * MINUTE


def test_a_mail_that_waits_within_its_limit_is_no_reason():
    make_mail(due_at=NOON - 15 * MINUTE)
    assert why() == ""


def test_a_clock_that_does_not_strike_leaves_schedules_overdue():
    make_job("deadlines")
    make_run("deadlines", started_at=NOON - 15 * MINUTE)
    assert why() == ""  # due for no more than 15 minutes, as of now
    make_job("ledger check", since=NOON - timedelta(days=3))
    assert why() == "schedules due for 31200 s, and nothing is done about it"  # since 03:20


def test_a_schedule_that_runs_or_was_given_up_is_not_overdue():
    tonight = datetime(2026, 5, 4, 3, 20, tzinfo=UTC)
    make_job("ledger check")
    make_run("ledger check", outcome="failed", attempt=3, started_at=tonight)
    assert due.oldest_overdue_schedule(NOON) is None
    make_job("sign-ups")
    make_run("sign-ups", outcome="", started_at=NOON, period_at=NOON)
    assert due.oldest_overdue_schedule(NOON) is None


def test_a_run_that_lost_its_worker_makes_its_schedule_overdue():
    make_job("ledger check")
    make_run("ledger check", outcome="", started_at=NOON - 22 * MINUTE)
    assert due.oldest_overdue_schedule(NOON) == NOON - 20 * MINUTE


def check(**options: int) -> tuple[int, str]:
    out, err = StringIO(), StringIO()
    with time_machine.travel(NOON, tick=False):
        try:
            call_command("check_worker", stdout=out, stderr=err, **options)
        except SystemExit as ending:
            return int(str(ending.code)), err.getvalue()
    return 0, out.getvalue()


def test_the_command_tells_a_service_manager_what_to_do():
    assert check() == (0, "The worker works.\n")
    heartbeat.beat(now=NOON - 2 * MINUTE)
    assert check() == (0, "The worker works.\n")
    assert check(after=60) == (1, "The worker stands still: no job was carried out for 60 s.\n")
