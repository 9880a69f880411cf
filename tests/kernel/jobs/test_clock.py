"""The clock looks at every schedule and wakes what is due."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.conf import settings as django_settings
from redis import Redis

from marketplace.kernel.errors import Refused
from marketplace.kernel.jobs import clock
from marketplace.kernel.jobs.actions import ask_for_run
from marketplace.kernel.jobs.models import LEASE, JobRun
from tests.factories.jobs import make_job, make_run
from tests.kernel.jobs import tables

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)
TONIGHT = datetime(2026, 5, 4, 3, 20, tzinfo=UTC)


@pytest.fixture
def woken(settings, monkeypatch):
    """Return the names the clock wakes, and let it go by a table of two."""
    settings.SCHEDULES = f"{tables.HERE}.BOTH"
    names: list[str] = []
    monkeypatch.setattr(clock, "enqueue", lambda task, name: names.append(name))
    return names


@pytest.mark.django_db
def test_each_strike_wakes_what_is_due_and_nothing_else(woken):
    make_job("nightly")
    make_job("sweep")
    make_run("nightly", started_at=TONIGHT)
    make_run("sweep", started_at=NOON - timedelta(minutes=1))
    with time_machine.travel(NOON, tick=False):
        assert clock.strike() == 1
    assert woken == ["sweep"]


@pytest.mark.django_db
def test_what_was_woken_in_vain_is_woken_by_every_strike(woken):
    """Redis lost the call, or the worker that had it in hand was killed."""
    make_job("nightly")
    for minute in range(3):
        with time_machine.travel(NOON + timedelta(minutes=minute), tick=False):
            clock.strike()
    assert woken == ["nightly"] * 3


@pytest.mark.django_db
def test_a_job_that_runs_is_not_woken_and_one_that_lost_its_worker_is(woken):
    make_job("nightly")
    make_run("nightly", outcome="", started_at=NOON, period_at=TONIGHT)
    with time_machine.travel(NOON + LEASE - timedelta(seconds=1), tick=False):
        assert clock.strike() == 0
    with time_machine.travel(NOON + LEASE, tick=False):
        assert clock.strike() == 1
    assert JobRun.objects.get().outcome == "lost"


@pytest.mark.django_db
def test_a_job_that_no_worker_has_carried_over_yet_is_not_woken(woken):
    with time_machine.travel(NOON, tick=False):
        assert clock.strike() == 0
        assert [standing.turn.due_at for standing in clock.survey(now=NOON)] == [
            TONIGHT + timedelta(days=1),
            NOON + timedelta(minutes=1),
        ]


@pytest.mark.django_db
def test_the_survey_costs_the_same_with_one_and_with_three_jobs(
    woken, settings, django_assert_num_queries
):
    make_job("nightly")
    make_run("nightly")
    settings.SCHEDULES = f"{tables.HERE}.ONE"
    with django_assert_num_queries(2):
        assert len(clock.survey(now=NOON)) == 1
    settings.SCHEDULES = "marketplace.schedules.SCHEDULES"
    for schedule in clock.survey(now=NOON):
        make_job(schedule.schedule.name)
        make_run(schedule.schedule.name)
    with django_assert_num_queries(2):
        assert len(clock.survey(now=NOON)) >= 3


@pytest.mark.django_db(transaction=True)
def test_a_wake_up_call_names_the_schedule(settings):
    settings.SCHEDULES = f"{tables.HERE}.ONE"
    make_job("nightly")
    clock.strike()
    with Redis.from_url(django_settings.QUEUE_REDIS_URL) as queue:
        assert queue.llen("django_q:parley:q") == 1


@pytest.mark.django_db
def test_whoever_asks_for_a_run_gets_one_and_the_rhythm_stays(settings):
    settings.SCHEDULES = f"{tables.HERE}.ONE"
    job = make_job("nightly")
    make_run("nightly", period_at=TONIGHT, started_at=TONIGHT)
    ask_for_run(actor=None, job=job, now=NOON)
    with time_machine.travel(NOON + timedelta(seconds=1), tick=False):
        assert clock.strike() == 1  # should the call be lost
        assert clock.run("nightly") == "1 piece"
        assert clock.run("nightly") == "not due"
    with time_machine.travel(TONIGHT + timedelta(days=1), tick=False):
        assert clock.run("nightly") == "2 pieces"


@pytest.mark.django_db
def test_nobody_can_ask_for_a_job_that_runs():
    job = make_job("nightly")
    make_run("nightly", outcome="")
    with pytest.raises(Refused, match="running now"):
        ask_for_run(actor=None, job=job)
    job.refresh_from_db()
    assert job.asked_at is None
