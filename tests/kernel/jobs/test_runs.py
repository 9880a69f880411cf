"""Runs begin once, end once, are lost with their worker and done again."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from marketplace.kernel.jobs import clock, runs
from marketplace.kernel.jobs.models import LEASE, MAX_ATTEMPTS, RETRY_PAUSES, JobRun
from tests.factories.jobs import make_job, make_run
from tests.kernel.jobs import tables
from tests.kernel.jobs.tables import NIGHTLY, left

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)
TONIGHT = datetime(2026, 5, 4, 3, 20, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)


def told() -> list[tuple[object, ...]]:
    rows = JobRun.objects.order_by("pk")
    return list(rows.values_list("period_at", "attempt", "outcome", "note"))


@pytest.mark.django_db
def test_a_run_that_is_due_is_done_once_and_leaves_what_it_did(use):
    use("ONE")
    make_job()
    with time_machine.travel(NOON, tick=False):
        assert clock.run("nightly") == "1 piece"
        assert clock.run("nightly") == "not due"
    assert told() == [(TONIGHT, 1, "done", "1 piece")]
    run = JobRun.objects.get()
    assert (run.started_at, run.ended_at, run.lease_until) == (NOON, NOON, NOON + LEASE)
    assert left("work") == 1


@pytest.mark.django_db
def test_a_name_that_is_in_no_table_or_no_row_is_no_error(use, caplog):
    use("ONE")
    assert clock.run("nightly") == "not due"
    assert clock.run("exports") == "unknown"
    assert "nightly is not known yet" in caplog.text
    assert "exports was woken" in caplog.text
    assert told() == []


@pytest.mark.django_db
def test_nothing_begins_while_a_run_is_open(use):
    use("ONE")
    make_job()
    make_run(outcome="", started_at=NOON - MINUTE, period_at=TONIGHT - DAY)
    assert runs.begin(NIGHTLY, now=NOON) is None


@pytest.mark.django_db
def test_a_period_that_was_missed_is_caught_up_once_not_for_every_day(use):
    """The site was down for six days, over 03:20 each night."""
    use("ONE")
    make_job()
    make_run(started_at=TONIGHT - 6 * DAY)
    with time_machine.travel(NOON, tick=False):
        assert clock.run("nightly") == "1 piece"
        assert clock.run("nightly") == "not due"
    with time_machine.travel(NOON + DAY, tick=False):
        assert clock.run("nightly") == "2 pieces"
    assert [row[0] for row in told()] == [TONIGHT - 6 * DAY, TONIGHT, TONIGHT + DAY]


@pytest.mark.django_db
def test_a_failed_run_keeps_one_line_of_the_cause_is_tried_again_and_then_left(use):
    use("FAILING")
    make_job()
    moment = NOON
    for pause in (*RETRY_PAUSES, None):
        with time_machine.travel(moment, tick=False), pytest.raises(RuntimeError):
            clock.run("nightly")
        if pause is not None:
            with time_machine.travel(moment + pause - timedelta(seconds=1), tick=False):
                assert clock.run("nightly") == "not due"
            moment += pause
    with time_machine.travel(NOON + DAY - timedelta(hours=10), tick=False):
        assert clock.run("nightly") == "not due"
    note = "RuntimeError: The ledger cannot be read."
    assert told() == [(TONIGHT, n, "failed", note) for n in range(1, MAX_ATTEMPTS + 1)]
    assert JobRun.objects.in_trouble().get().is_given_up
    assert left("tried") == MAX_ATTEMPTS
    # The next night is a new chance.
    with time_machine.travel(NOON + DAY, tick=False), pytest.raises(RuntimeError):
        clock.run("nightly")
    assert told()[-1] == (TONIGHT + DAY, 1, "failed", note)


@pytest.mark.django_db
def test_a_task_that_cannot_be_imported_is_a_failed_run(use):
    use("MISSING")
    make_job()
    with time_machine.travel(NOON, tick=False), pytest.raises(ImportError):
        clock.run("nightly")
    note = "ModuleNotFoundError: No module named 'marketplace.no_such'"
    assert told() == [(TONIGHT, 1, "failed", note)]


@pytest.mark.django_db
def test_a_task_that_django_q_ends_after_its_time_is_a_failed_run(use, settings, monkeypatch):
    from django_q.exceptions import TimeoutException

    def too_slow() -> None:
        raise TimeoutException("Task exceeded maximum timeout value (60 seconds)")

    use("ONE")
    monkeypatch.setattr(tables, "work", too_slow)
    make_job()
    with time_machine.travel(NOON, tick=False), pytest.raises(TimeoutException):
        clock.run("nightly")
    assert told()[0][2:] == (
        "failed",
        "TimeoutException: Task exceeded maximum timeout value (60 seconds)",
    )


@pytest.mark.django_db
def test_a_run_whose_worker_is_gone_is_lost_after_its_lease_and_done_again(use):
    use("ONE")
    make_job()
    make_run(outcome="", started_at=NOON - LEASE, period_at=TONIGHT)
    with time_machine.travel(NOON - timedelta(seconds=1), tick=False):
        assert clock.run("nightly") == "not due"
    with time_machine.travel(NOON, tick=False):
        assert clock.run("nightly") == "1 piece"
    assert told() == [(TONIGHT, 1, "lost", runs.LOST_NOTE), (TONIGHT, 2, "done", "1 piece")]
    assert JobRun.objects.first().took == timedelta(0)
    assert JobRun.objects.last().took is None


@pytest.mark.django_db
def test_a_job_that_kills_its_worker_each_time_is_left_after_so_many(use):
    use("ONE")
    make_job()
    moment = NOON
    for attempt in range(1, MAX_ATTEMPTS + 1):
        run = runs.begin(NIGHTLY, now=moment)
        assert (run.period_at, run.attempt) == (TONIGHT, attempt)
        moment += LEASE
    assert runs.begin(NIGHTLY, now=moment) is None
    assert JobRun.objects.in_trouble().get().is_given_up


@pytest.mark.django_db
def test_a_worker_that_comes_back_after_its_lease_does_not_write_over_what_was_done(use, caplog):
    use("ONE")
    make_job()
    stopped = runs.begin(NIGHTLY, now=NOON)
    again = runs.begin(NIGHTLY, now=NOON + LEASE)
    assert runs.end(again, JobRun.Outcome.DONE, "by another", now=NOON + LEASE)
    assert not runs.end(stopped, JobRun.Outcome.DONE, "at last", now=NOON + 2 * LEASE)
    assert [row[2:] for row in told()] == [("lost", runs.LOST_NOTE), ("done", "by another")]
    assert "took longer than its lease" in caplog.text


@pytest.mark.django_db
def test_what_a_wrong_clock_wrote_decides_nothing(use):
    use("ONE")
    make_job()
    make_job("other")
    make_run(started_at=NOON + 365 * DAY, period_at=TONIGHT + 365 * DAY)
    make_run("other", outcome="", started_at=NOON + 365 * DAY)
    with time_machine.travel(NOON, tick=False):
        assert clock.run("nightly") == "1 piece"
        assert JobRun.objects.abandoned(NOON).get().schedule == "other"


@pytest.mark.django_db
def test_a_period_that_a_wrong_clock_called_done_is_done_when_it_comes(use):
    use("ONE")
    make_job()
    ahead = make_run(started_at=NOON, period_at=TONIGHT)
    with time_machine.travel(TONIGHT + MINUTE, tick=False):
        assert clock.run("nightly") == "1 piece"
        assert clock.run("nightly") == "not due"
    assert told() == [(TONIGHT, 1, "lost", runs.AHEAD_NOTE), (TONIGHT, 1, "done", "1 piece")]
    assert left("work") == 1
    ahead.refresh_from_db()
    assert ahead.started_at == NOON


@pytest.mark.django_db(transaction=True)
def test_a_job_in_slices_is_woken_again_until_it_is_done_and_its_period_is_done_once(use):
    use("SLICED")
    make_job()
    woken = []
    with time_machine.travel(NOON, tick=False), pytest.MonkeyPatch.context() as patch:
        patch.setattr(clock, "enqueue", lambda task, name: woken.append((task, name)))
        assert clock.run("nightly") == "More is due"
        assert clock.run("nightly") == "2 pieces"
        assert clock.run("nightly") == "3 pieces"
        assert clock.run("nightly") == "not due"
    assert woken == [(clock.RUN_TASK, "nightly")] * 2
    assert told() == [
        (TONIGHT, 1, "partial", ""),
        (TONIGHT, 1, "partial", "2 pieces"),
        (TONIGHT, 1, "done", "3 pieces"),
    ]


@pytest.mark.django_db
def test_the_next_strike_finds_a_slice_whose_wake_up_call_was_lost(use):
    use("SLICED")
    make_job()
    with time_machine.travel(NOON, tick=False):
        clock.run("nightly")
    with time_machine.travel(NOON + MINUTE, tick=False):
        assert clock.strike() == 1
