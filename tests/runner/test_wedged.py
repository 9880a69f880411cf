"""A cluster that lives and works no more comes back and does what was left lying."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from marketplace.runner import processes
from tests import servers

pytestmark = pytest.mark.postgres_only  # faults run once; the site itself uses its default SQLite

PATIENCE = "30"  # seconds without a heartbeat
# django-q's scheduler has the heart beat each minute. Here it beats each second, by the same way
# through Redis and a worker, so that nobody waits five minutes for a wedge to be noticed.
BEAT_EACH_SECOND = """
import time
from marketplace.kernel import jobs
while True:
    jobs.enqueue("marketplace.kernel.jobs.heartbeat.beat")
    time.sleep(1)
"""
# A mail for which nobody is woken, as if the wake-up call had been lost so many minutes ago.
LEAVE_A_MAIL = """
from datetime import timedelta
from django.utils import timezone
from marketplace.kernel.models import JobRun, OutboxMail
JobRun.objects.all().delete()
OutboxMail.objects.filter(dedup_key="left").delete()
OutboxMail.objects.create(
    kind="any", to="ann@example.com", subject="Left lying", text="Dear Ann", dedup_key="left",
    message_id="<left@example.com>", due_at=timezone.now() - timedelta(minutes={minutes}),
)
"""
IS_SENT = """
from marketplace.kernel.models import OutboxMail
print(OutboxMail.objects.filter(dedup_key="left", sent_at__isnull=False).count())
"""
STOP_THE_CLOCK = """
from django_q.models import Schedule
Schedule.objects.filter(name="clock").delete()
"""


@pytest.fixture(scope="module")
def var_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder that is prepared once."""
    folder = tmp_path_factory.mktemp("wedged")
    with servers.site(folder):
        return folder


@pytest.fixture
def site(var_dir: Path) -> Iterator[servers.Site]:
    with servers.site(var_dir, WORKER_STALLED_AFTER=PATIENCE) as running:
        beating = servers.start(
            [sys.executable, "manage.py", "shell", "-v0", "-c", BEAT_EACH_SECOND],
            env=running.environment, stdout=subprocess.DEVNULL,
        )  # fmt: skip
        yield running
        servers.stop(beating, how=signal.SIGKILL)


def shell(site: servers.Site, script: str) -> str:
    return site.manage("shell", "-v0", "-c", script).strip()


def idle_workers(main: int) -> list[int]:
    """Return the workers of the cluster that wait for a job, by the titles django-q gives them."""
    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        with contextlib.suppress(OSError):
            pid = int(path.parent.name)
            if path.read_bytes().rstrip(b"\0 ").endswith(b" idle") and os.getpgid(pid) == main:
                found.append(pid)
    return found


def restarted(site: servers.Site, pid: int, *, why: str) -> None:
    """Wait until the runner started another worker, and that one did what was left."""
    servers.wait_until(lambda: site.pid_of("worker") != pid, within=150, what="a new worker")
    assert f"worker stands still ({why}" in site.said()
    assert processes.identity(pid) == (pid, "")
    servers.wait_until(lambda: shell(site, IS_SENT) == "1", within=100, what="the mail is sent")
    site.manage("check_worker")


def test_a_cluster_whose_queue_is_locked_by_a_dead_worker_is_started_again(site):
    """Two idle workers wait for the queue: one of them holds its lock. Killed, it never lets go
    (django-q2 #23), and who comes after them waits for ever."""
    pid = site.pid_of("worker")
    servers.wait_until(lambda: len(idle_workers(pid)) == 2, within=30, what="two idle workers")
    os.kill(pid, signal.SIGSTOP)  # the guard starts no others meanwhile
    for worker in idle_workers(pid):
        os.kill(worker, signal.SIGKILL)
    os.kill(pid, signal.SIGCONT)
    shell(site, LEAVE_A_MAIL.format(minutes=1))
    restarted(site, pid, why="no job was carried out for 30 s")


def test_a_cluster_whose_workers_hang_is_started_again(site):
    pid = site.pid_of("worker")
    servers.wait_until(lambda: len(idle_workers(pid)) == 2, within=30, what="two idle workers")
    for worker in idle_workers(pid):
        os.kill(worker, signal.SIGSTOP)
    shell(site, LEAVE_A_MAIL.format(minutes=1))
    restarted(site, pid, why="no job was carried out for 30 s")


def test_a_worker_that_beats_while_its_senders_do_nothing_is_started_again(site):
    pid = site.pid_of("worker")
    shell(site, STOP_THE_CLOCK + LEAVE_A_MAIL.format(minutes=16))
    restarted(site, pid, why="mail due for")


def test_a_worker_that_works_is_left_alone(site):
    pid = site.pid_of("worker")
    time.sleep(float(PATIENCE) + 15)
    assert site.pid_of("worker") == pid
