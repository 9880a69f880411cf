"""Watches the site's processes, starts again what died or stands still, ends them in order."""

import http.client
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from marketplace.runner.config import HOST, Config
from marketplace.runner.processes import Child, record

TICK = 0.2  # seconds between two looks at the children
HEALTH_TICK = 10  # seconds between two looks at the worker's heartbeat
LONGEST_PAUSE = 30  # seconds before a child that keeps dying is tried again
HEALTHY_AFTER = 60  # seconds of life after which earlier deaths are forgotten


def say(line: str) -> None:
    """Print one line for the operator, at once."""
    print(line, flush=True)


class Supervisor:
    """Keeps the children alive until asked to stop.

    `is_worker_stalled` tells whether the worker has carried out no job for that long.
    """

    def __init__(
        self,
        config: Config,
        *,
        record_file: Path,
        is_worker_stalled: Callable[[timedelta], bool],
    ) -> None:
        self.config = config
        self.record_file = record_file
        self.is_worker_stalled = is_worker_stalled
        self.children: list[Child] = []
        self.restart_at: dict[str, float] = {}
        self.health_checked_at = time.monotonic()

    def start(self, child: Child) -> None:
        """Start `child` and record it, so that nothing is forgotten if this process is killed."""
        if child not in self.children:
            self.children.append(child)
        child.start()
        record(self.children, self.record_file)

    def watch(
        self, *, is_asked_to_stop: Callable[[], bool], when_serving: Callable[[], None]
    ) -> None:
        """Look after the children until asked to stop; call `when_serving` at the first answer."""
        is_serving = False
        while not is_asked_to_stop():
            for child in self.children:
                self.revive(child)
            self.check_worker()
            if not is_serving and self.answers():
                is_serving = True
                when_serving()
            time.sleep(TICK)

    def stop(self, *, is_hurried: Callable[[], bool]) -> None:
        """End the children, last started first, so that none misses what it still needs."""
        for child in reversed(self.children):
            child.stop(is_hurried=is_hurried)
        self.record_file.unlink(missing_ok=True)

    def revive(self, child: Child) -> None:
        """Start `child` again if it died, at once the first time and later after a pause."""
        if not child.is_gone():
            return
        if child.process is not None:
            status = child.process.returncode
            lived = time.monotonic() - child.started_at
            child.stop()  # what its main process left behind
            child.failures = 1 if lived > HEALTHY_AFTER else child.failures + 1
            pause = min(LONGEST_PAUSE, 2.0 ** (child.failures - 1) - 1)
            self.restart_at[child.name] = time.monotonic() + pause
            say(f"{child.name} ended (status {status}); it starts again in {pause:.0f} s.")
        if time.monotonic() >= self.restart_at[child.name]:
            self.start(child)

    def check_worker(self) -> None:
        """Restart the worker if no job was carried out for too long although it runs."""
        limit = self.config.stalled_after
        if time.monotonic() - self.health_checked_at < min(HEALTH_TICK, limit):
            return
        self.health_checked_at = time.monotonic()
        worker = next(child for child in self.children if child.name == "worker")
        is_young = time.monotonic() - worker.started_at < limit
        if worker.is_gone() or is_young or not self.is_worker_stalled(timedelta(seconds=limit)):
            return
        say(f"worker has done nothing for {limit:.0f} s; it starts again.")
        worker.stop(patience=10)
        self.start(worker)

    def answers(self) -> bool:
        """Return whether the web server answers anything at all."""
        connection = http.client.HTTPConnection(HOST, self.config.port, timeout=0.5)
        try:
            connection.request("GET", "/healthz/")
            return bool(connection.getresponse().status)
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()
