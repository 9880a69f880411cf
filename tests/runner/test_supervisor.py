"""A worker that stands still is restarted: in bounded time, and not again and again."""

import sys
import time
from datetime import timedelta

import pytest

from marketplace.runner import supervisor as module
from marketplace.runner.config import Config
from marketplace.runner.processes import Child, identity
from marketplace.runner.supervisor import Supervisor
from tests import servers

LIMIT = 300
WAITS = "import time; time.sleep(60)"
DEAF = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print(1, flush=True); "
MINUTES = 60


class Worker:
    """A real process under a real supervisor, which is told what the worker's state is."""

    def __init__(self, folder, script=WAITS):
        config = Config(
            port=servers.free_port(),
            var_dir=folder,
            is_demo=True,
            redis_url="",
            stalled_after=LIMIT,
        )
        self.reason = "it does nothing"
        self.limits: set[timedelta] = set()
        self.supervisor = Supervisor(
            config, record_file=folder / "children.json", why_stalled=self.why
        )
        self.child = Child(name="worker", command=[sys.executable, "-c", script], patience=5)
        self.supervisor.start(self.child)

    def why(self, limit: timedelta) -> str:
        self.limits.add(limit)
        return self.reason


@pytest.fixture
def clock(monkeypatch):
    """The hands of the clock that supervisor and children look at, in seconds."""
    hands = [1000.0]
    monkeypatch.setattr(time, "monotonic", lambda: hands[0])
    return hands


@pytest.fixture
def worker(tmp_path, clock):
    worker = Worker(tmp_path)
    yield worker
    worker.supervisor.stop(is_hurried=lambda: True)


def watch(worker, clock, seconds):
    """Look after the worker for so long; return after how many seconds it was started again."""
    starts, pid, began = [], worker.child.process.pid, clock[0]
    while clock[0] < began + seconds:
        clock[0] += 10
        worker.supervisor.check_worker()
        if worker.child.process.pid != pid:
            pid = worker.child.process.pid
            starts.append(clock[0] - began)
    return starts


def test_a_worker_that_works_is_left_alone(worker, clock):
    worker.reason = ""
    assert watch(worker, clock, 60 * MINUTES) == []
    assert worker.limits == {timedelta(seconds=LIMIT)}


def test_a_worker_that_stands_still_is_started_again_with_the_reason(worker, clock, capsys):
    assert watch(worker, clock, 6 * MINUTES) == [5 * MINUTES]
    assert capsys.readouterr().out == "worker stands still (it does nothing); it starts again.\n"


def test_restarts_that_do_not_help_grow_rare_but_never_rarer_than_hourly(worker, clock):
    starts = watch(worker, clock, 6 * 60 * MINUTES)
    assert [start / MINUTES for start in starts] == [5, 15, 35, 75, 135, 195, 255, 315]


def test_a_restart_that_helped_is_forgotten(worker, clock):
    watch(worker, clock, 6 * MINUTES)  # a restart after five; the next would wait ten
    worker.reason = ""
    assert watch(worker, clock, 15 * MINUTES) == []
    worker.reason = "it does nothing"
    assert watch(worker, clock, 6 * MINUTES) == [10]
    assert worker.supervisor.stalls == 1


def test_a_worker_that_only_just_started_has_not_been_found_well(worker, clock):
    watch(worker, clock, 6 * MINUTES)
    worker.reason = ""  # nothing is said against it in its first minutes
    watch(worker, clock, 5 * MINUTES)
    worker.reason = "it does nothing"
    assert watch(worker, clock, 11 * MINUTES) == [4 * MINUTES]
    assert worker.supervisor.stalls == 2


def test_a_worker_that_is_deaf_to_being_asked_is_killed_in_time(tmp_path, monkeypatch, capfd):
    monkeypatch.setattr(module, "STALLED_PATIENCE", 0.5)
    worker = Worker(tmp_path, DEAF + WAITS)
    servers.wait_until(lambda: capfd.readouterr().out != "", within=10, what="it is deaf")
    pid = worker.child.process.pid
    worker.child.started_at = worker.supervisor.health_checked_at = time.monotonic() - LIMIT
    began = time.monotonic()
    worker.supervisor.check_worker()
    assert 0.5 <= time.monotonic() - began < 5
    assert identity(pid) == (pid, "")
    assert worker.child.process.pid != pid
    worker.supervisor.stop(is_hurried=lambda: True)
