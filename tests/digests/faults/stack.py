"""A Redis and a cluster of workers that may be killed, and a clock that wakes them."""

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from django.db import connection
from pytest_django import Settings
from redis import Redis, RedisError

from marketplace.kernel import jobs
from marketplace.kernel.env import redis_url_for
from marketplace.kernel.mail.actions import SEND_TASK
from marketplace.runner import redis
from tests import servers

DIGEST_TASK = "marketplace.digests.tasks.send_daily"
QUEUE = "django_q:parley:q"
# Where the scheduler wakes the sender each minute, this clock does each second.
TICK = 1.0
# Seconds in which a short job would have ended.
LONG = 0.1


@dataclass
class RedisServer:
    """The queue, which keeps every write as the site's own Redis does."""

    folder: Path
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """Return where it listens."""
        return f"unix://{self.folder / 'redis.sock'}"

    def start(self) -> None:
        """Start it on the data that is there."""
        socket = self.folder / "redis.sock"
        command = redis.command(
            binary=redis.find_binary(), data_dir=self.folder, socket_path=socket
        )
        self.process = servers.start(command)
        servers.wait_until(lambda: redis.answers(socket), within=20, what="Redis answers")

    def kill(self) -> None:
        """Kill it with SIGKILL and start it on what it had written."""
        assert self.process is not None
        servers.stop(self.process, how=signal.SIGKILL)
        assert list((self.folder / "appendonlydir").iterdir())
        self.start()

    def lose(self) -> None:
        """Stop it and start it with nothing of what it knew."""
        assert self.process is not None
        servers.stop(self.process)
        shutil.rmtree(self.folder / "appendonlydir")
        self.start()


@dataclass
class Cluster:
    """django-q's cluster, started again when all of it was killed, as the runner does."""

    environment: Mapping[str, str]
    log: Path
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it; return before it works."""
        with self.log.open("ab") as log:
            self.process = servers.start(
                [sys.executable, "manage.py", "qcluster"],
                env=dict(self.environment), stdout=log, stderr=log,
            )  # fmt: skip

    def kill_worker(self, task: str) -> None:
        """Kill a worker in the middle of `task`, once there is one."""
        found: list[int] = []

        def find() -> bool:
            before = self._titles()
            time.sleep(LONG)
            # Who has the same job in hand for so long is not about to take another one: a worker
            # that dies while it takes a job blocks all others, which is another story.
            found[:] = [
                pid for pid in self.busy(task) if self._titles().get(pid) == before.get(pid)
            ]
            return bool(found)

        servers.wait_until(find, within=60, what=f"a worker is busy with {task}")
        _kill(found[0])

    def kill_busy(self, task: str) -> None:
        """Kill whoever carries out `task` at this moment."""
        for pid in self.busy(task):
            _kill(pid)

    def busy(self, task: str) -> list[int]:
        """Return the workers that carry out `task` at this moment."""
        return [pid for pid, title in self._titles().items() if f"'{task}'" in title]

    def _titles(self) -> dict[int, str]:
        """Return what the workers call themselves: their job's name stands in it."""
        assert self.process is not None
        sentinels = _children(self.process.pid)
        workers = [worker for sentinel in sentinels for worker in _children(sentinel)]
        return {worker: _read(f"/proc/{worker}/cmdline") for worker in workers}

    def kill(self) -> None:
        """Kill all its processes at once and start another."""
        assert self.process is not None
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        self.start()


@dataclass(frozen=True)
class Stack:
    """What may be killed."""

    redis: RedisServer
    cluster: Cluster


@contextlib.contextmanager
def running(folder: Path, settings: Settings, *, smtp_port: int) -> Iterator[Stack]:
    """Run Redis and workers that send to that port, with a clock that wakes them.

    What this process queues meanwhile is for them as well.
    """
    redis_server = RedisServer(folder)
    settings.QUEUE_REDIS_URL = redis_url_for(redis_server.url, 0)
    environment = os.environ | {
        "DATABASE_URL": servers.database_url(connection.settings_dict),
        "DJANGO_SETTINGS_MODULE": "tests.digests.faults.settings",
        "EMAIL_URL": f"smtp://127.0.0.1:{smtp_port}",
        "LOG_LEVEL": "WARNING",
        "REDIS_URL": redis_server.url,
        "VAR_DIR": str(folder),
    }
    cluster, over = Cluster(environment, folder / "log"), threading.Event()
    clock = threading.Thread(target=_tick, args=(over, settings.QUEUE_REDIS_URL))
    try:
        redis_server.start()
        cluster.start()
        clock.start()
        yield Stack(redis_server, cluster)
    finally:
        over.set()
        if clock.ident:
            clock.join()
        for process in (cluster.process, redis_server.process):
            if process is not None:
                servers.stop(process, how=signal.SIGKILL)


def _tick(over: threading.Event, queue_url: str) -> None:
    """Wake the sender and the digest while nobody else has woken anybody."""
    try:
        with Redis.from_url(queue_url) as queue:
            while not over.wait(TICK):
                with contextlib.suppress(RedisError):  # the next tick comes
                    if not queue.llen(QUEUE):
                        jobs.enqueue(SEND_TASK)
                        jobs.enqueue(DIGEST_TASK)
    finally:
        connection.close()


def _kill(pid: int) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)


def _children(pid: int) -> list[int]:
    """Return the children of a process, quickly: workers are busy for moments only (Linux)."""
    return [int(child) for child in _read(f"/proc/{pid}/task/{pid}/children").split()]


def _read(path: str) -> str:
    try:
        return Path(path).read_text()
    except OSError:  # it is gone
        return ""
