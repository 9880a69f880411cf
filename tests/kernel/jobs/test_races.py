"""Several workers want the same turn: one gets it."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from marketplace.kernel.jobs import clock
from marketplace.kernel.jobs.models import JobRun, ScheduledJob
from marketplace.kernel.jobs.syncing import sync_schedules
from tests.factories.jobs import make_job, make_run
from tests.kernel.jobs.tables import NIGHTLY, left
from tests.races import at_once

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.mark.django_db(transaction=True)
def test_one_of_two_workers_at_once_gets_the_turn(use):
    use("SLOW")
    make_job()
    start = threading.Barrier(4)

    def run() -> str:
        start.wait()
        return clock.run("nightly")

    answers = at_once([run] * 4)
    assert sorted(answers) == ["Done", "not due", "not due", "not due"]
    assert left("begun") == 1
    assert JobRun.objects.count() == 1


@pytest.mark.postgres_only
@pytest.mark.django_db(transaction=True)
def test_forty_turns_wanted_by_eight_workers_are_each_done_once(use):
    use("BOTH")
    sync_schedules(["nightly", "sweep"], now=NOON - 30 * DAY)
    for day in range(20):
        with time_machine.travel(NOON + day * DAY, tick=False):
            at_once([lambda: clock.run("nightly"), lambda: clock.run("sweep")] * 8, threads=8)
    assert JobRun.objects.filter(outcome="done").count() == 40 == left("work")
    assert JobRun.objects.count() == 40


@pytest.mark.postgres_only
@pytest.mark.django_db(transaction=True)
def test_a_worker_that_waited_for_the_lock_sees_what_the_first_did(use):
    """It decided nothing before it had the lock, so a period is not done twice in a row."""
    use("ONE")
    make_job()
    has_lock, may_end = threading.Event(), threading.Event()

    def first() -> str:
        from django.db import transaction

        with transaction.atomic():
            ScheduledJob.objects.select_for_update().get()
            has_lock.set()
            may_end.wait(5)
            make_run(period_at=NIGHTLY.latest(datetime.now(UTC)))
        return "first"

    def second() -> str:
        has_lock.wait(5)
        threading.Timer(0.5, may_end.set).start()
        return clock.run("nightly")

    assert at_once([first, second]) == ["first", "not due"]
