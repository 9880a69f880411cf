"""Real workers: side by side, killed in the middle, with a queue that forgot everything."""

import contextlib
import os
import signal
import time
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.db import connections
from django.utils import timezone
from redis import Redis

from marketplace.kernel import jobs
from marketplace.kernel.jobs import clock
from marketplace.kernel.jobs.models import JobRun, ScheduledJob
from tests import servers
from tests.factories.jobs import LONG_AGO, make_job
from tests.kernel.jobs import tables
from tests.kernel.jobs.tables import left

pytestmark = [pytest.mark.postgres_only, pytest.mark.django_db(transaction=True)]

STRIKE = "marketplace.kernel.jobs.clock.strike"
BEAT = "marketplace.kernel.jobs.heartbeat.beat"


@contextlib.contextmanager
def clusters(count: int, table: str) -> Iterator[list[int]]:
    """Run real workers by a table of the tests; yield their main processes when all work."""
    environment = os.environ | {
        "DATABASE_URL": servers.database_url(connections["default"].settings_dict),
        "DJANGO_SETTINGS_MODULE": "tests.kernel.jobs.settings",
        "PARLEY_TESTS_SCHEDULES": f"{tables.HERE}.{table}",
        "TZ": "America/New_York",
    }
    with contextlib.ExitStack() as stack:
        processes = [stack.enter_context(servers.qcluster(environment)) for _ in range(count)]
        servers.wait_until(ScheduledJob.objects.exists, within=30, what="the table is there")
        jobs.enqueue(BEAT)
        servers.wait_until(lambda: jobs.heartbeat.age() is not None, within=30, what="they work")
        yield [process.pid for process in processes]


def test_two_clusters_side_by_side_do_every_period_exactly_once(use):
    use("QUICK")
    with clusters(2, "QUICK"):
        until = time.monotonic() + 15
        while time.monotonic() < until:
            for _ in range(4):  # more strikes than any clock would make
                jobs.enqueue(STRIKE)
            time.sleep(0.2)
        servers.wait_until(
            lambda: not JobRun.objects.filter(ended_at=None).exists(), within=10, what="all end"
        )
    runs = list(JobRun.objects.order_by("pk").values_list("period_at", "outcome"))
    assert {outcome for _, outcome in runs} == {"done"}
    periods = [period for period, _ in runs]
    assert Counter(periods).most_common(1)[0][1] == 1
    assert len(periods) >= 4  # seven, unless the machine is busy
    assert left("work") == len(periods)


def test_the_clock_of_a_real_worker_strikes_by_itself(use):
    """Nobody wakes anything here but django-q's own scheduler, which looks every 30 seconds."""
    use("BOTH")
    with clusters(1, "BOTH"):
        servers.wait_until(lambda: left("work") == 1, within=100, what="the minute's job")
        ended = JobRun.objects.exclude(ended_at=None)
        servers.wait_until(ended.exists, within=10, what="it is written down")
        run = JobRun.objects.get()
    assert (run.schedule, run.outcome) == ("sweep", "done")  # the night's waits for its night
    assert run.period_at.second == 0


def test_a_worker_that_is_killed_in_the_middle_leaves_a_lost_run_that_is_done_again(
    use,
):
    use("HANGING")
    with clusters(1, "HANGING") as (main,):
        ScheduledJob.objects.update(since=LONG_AGO)
        jobs.enqueue(STRIKE)
        servers.wait_until(lambda: left("hang") == 1, within=20, what="it begins")
        os.kill(busy_worker(main), signal.SIGKILL)
        time.sleep(1)
        jobs.enqueue(STRIKE)
        time.sleep(1)
        assert JobRun.objects.get().is_running  # nobody knows yet that its worker is gone
        JobRun.objects.update(
            started_at=timezone.now() - timedelta(minutes=3), lease_until=timezone.now()
        )
        jobs.enqueue(STRIKE)
        servers.wait_until(
            lambda: JobRun.objects.filter(outcome="done").exists(), within=20, what="done again"
        )
    lost, done = JobRun.objects.order_by("pk")
    assert (lost.outcome, done.outcome) == ("lost", "done")
    assert left("hang") == 2


def test_a_queue_that_forgot_everything_costs_a_strike_of_the_clock(use):
    use("ONE")
    make_job("nightly")
    clock.strike()  # a wake-up call that nobody will ever hear
    with Redis.from_url(django_settings.QUEUE_REDIS_URL) as queue:
        assert queue.llen("django_q:parley:q") == 1
        queue.flushdb()
    with clusters(1, "ONE"):
        servers.wait_until(lambda: left("work") == 1, within=100, what="the clock finds it")
    assert JobRun.objects.get().outcome == "done"


def busy_worker(main: int) -> int:
    """Return the worker process that is busy, by the title django-q gives it."""
    group = [
        int(path.parent.name)
        for path in Path("/proc").glob("[0-9]*/cmdline")
        if b"processing" in read(path) and os.getpgid(int(path.parent.name)) == main
    ]
    (pid,) = group
    return pid


def read(path: Path) -> bytes:
    with contextlib.suppress(OSError):
        return path.read_bytes()
    return b""
