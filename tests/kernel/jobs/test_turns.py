"""Whose turn is next, without a database: pure arithmetic on the last run."""

from datetime import datetime, timedelta

import pytest

from marketplace.kernel.jobs.models import LEASE, MAX_ATTEMPTS, JobRun, ScheduledJob
from marketplace.kernel.jobs.turns import Turn, next_turn
from tests.kernel.jobs.tables import EVERY_MINUTE, NIGHTLY


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"2026-05-{text}+00:00")


OLD = ScheduledJob(name="nightly", since=at("01T00:00"))
TONIGHT, TOMORROW = at("04T03:20"), at("05T03:20")
NOW = at("04T09:00")


def ran(outcome: str, *, period: datetime = TONIGHT, attempt: int = 1, ended: str = "04T03:21"):
    return JobRun(
        schedule="nightly",
        period_at=period,
        attempt=attempt,
        started_at=period,
        lease_until=period + LEASE,
        ended_at=at(ended) if outcome else None,
        outcome=outcome,
    )


def test_a_period_that_was_not_done_is_due_since_it_began():
    last = ran("done", period=at("03T03:20"))
    assert next_turn(NIGHTLY, OLD, last, NOW) == Turn(TONIGHT, 1, due_at=TONIGHT)


def test_of_several_periods_that_were_missed_only_the_latest_is_due():
    last = ran("done", period=at("01T03:20"))
    assert next_turn(NIGHTLY, OLD, last, NOW) == Turn(TONIGHT, 1, due_at=TONIGHT)


def test_a_period_that_is_done_makes_room_for_the_following():
    assert next_turn(NIGHTLY, OLD, ran("done"), NOW) == Turn(TOMORROW, 1, due_at=TOMORROW)


def test_a_new_job_waits_for_its_night_and_is_not_caught_up():
    new = ScheduledJob(name="nightly", since=at("04T08:00"))
    assert next_turn(NIGHTLY, new, None, NOW) == Turn(TOMORROW, 1, due_at=TOMORROW)
    assert next_turn(NIGHTLY, new, None, TOMORROW) == Turn(TOMORROW, 1, due_at=TOMORROW)


def test_a_job_that_was_there_and_never_ran_is_due():
    assert next_turn(NIGHTLY, OLD, None, NOW) == Turn(TONIGHT, 1, due_at=TONIGHT)


def test_a_failed_run_is_tried_again_after_pauses_and_then_given_up():
    five, thirty = (at("04T03:21") + timedelta(minutes=pause) for pause in (5, 30))
    assert next_turn(NIGHTLY, OLD, ran("failed"), NOW) == Turn(TONIGHT, 2, due_at=five)
    assert next_turn(NIGHTLY, OLD, ran("failed", attempt=2), NOW) == Turn(TONIGHT, 3, due_at=thirty)
    last = ran("failed", attempt=MAX_ATTEMPTS)
    assert next_turn(NIGHTLY, OLD, last, NOW) == Turn(TOMORROW, 1, due_at=TOMORROW)


@pytest.mark.parametrize(("attempt", "following"), [(1, 2), (2, 3)])
def test_a_lost_run_is_tried_again_at_once_but_not_for_ever(attempt, following):
    last = ran("lost", attempt=attempt)
    assert next_turn(NIGHTLY, OLD, last, NOW) == Turn(TONIGHT, following, due_at=at("04T03:21"))
    last = ran("lost", attempt=MAX_ATTEMPTS)
    assert next_turn(NIGHTLY, OLD, last, NOW).period_at == TOMORROW


def test_a_run_whose_lease_is_over_counts_as_lost_before_anybody_wrote_it_down():
    assert next_turn(NIGHTLY, OLD, ran(""), NOW) == Turn(TONIGHT, 2, due_at=TONIGHT + LEASE)


def test_a_slice_is_followed_at_once_and_begins_the_count_of_attempts_afresh():
    last = ran("partial", attempt=2)
    assert next_turn(NIGHTLY, OLD, last, NOW) == Turn(TONIGHT, 1, due_at=at("04T03:21"))


def test_a_new_period_comes_before_another_attempt_at_an_old_one():
    last = ran("failed", period=at("04T08:58"), ended="04T08:59")
    assert next_turn(EVERY_MINUTE, OLD, last, NOW) == Turn(NOW, 1, due_at=NOW)


def test_what_somebody_asks_for_is_a_period_of_its_own():
    asked = ScheduledJob(name="nightly", since=at("01T00:00"), asked_at=at("04T08:30"))
    assert next_turn(NIGHTLY, asked, ran("done"), NOW) == Turn(
        at("04T08:30"), 1, due_at=at("04T08:30")
    )
    done = ran("done", period=at("04T08:30"))
    assert next_turn(NIGHTLY, asked, done, NOW) == Turn(TOMORROW, 1, due_at=TOMORROW)
    failed = ran("failed", period=at("04T08:30"), ended="04T08:31")
    assert next_turn(NIGHTLY, asked, failed, NOW) == Turn(at("04T08:30"), 2, due_at=at("04T08:36"))


def test_an_earlier_rhythm_in_a_newer_code_does_nothing_twice():
    """The job ran at 05:00 by the old table; by the new one it was due at 03:20."""
    last = ran("done", period=at("04T05:00"), ended="04T05:01")
    assert next_turn(NIGHTLY, OLD, last, NOW) == Turn(TOMORROW, 1, due_at=TOMORROW)
