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
LONGEST_PATIENCE = 3600  # seconds before a worker that restarts do not mend is restarted again
# Seconds that a worker that stands still gets to end: it may ignore the request, and what it was
# doing is found again by its rows.
STALLED_PATIENCE = 10
HEALTHY_AFTER = 60  # seconds of life after which earlier deaths are forgotten


def say(line: str) -> None:
    """Print one line for the operator, at once."""
    print(line, flush=True)


class Supervisor:
    """Keeps the children alive until asked to stop.

    `why_stalled` says why the worker has to be started again, "" where it works; it is told how
    many seconds without a heartbeat are too many.
    """

    def __init__(
        self,
        config: Config,
        *,
        record_file: Path,
        why_stalled: Callable[[timedelta], str],
    ) -> None:
        self.config = config
        self.record_file = record_file
        self.why_stalled = why_stalled
        self.children: list[Child] = []
        self.restart_at: dict[str, float] = {}
        self.health_checked_at = time.monotonic()
        self.stalls = 0  # restarts that did not help, in a row

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
        """Restart the worker if it stands still although it runs.

        Where that does not help, the next restart waits twice as long, an hour at most.
        """
        limit = self.config.stalled_after
        if time.monotonic() - self.health_checked_at < min(HEALTH_TICK, limit):
            return
        self.health_checked_at = time.monotonic()
        worker = next(child for child in self.children if child.name == "worker")
        age = time.monotonic() - worker.started_at
        patience = min(limit * 2**self.stalls, max(limit, LONGEST_PATIENCE))
        reason = "" if worker.is_gone() else self.why_stalled(timedelta(seconds=limit))
        if reason and age >= patience:
            say(f"worker stands still ({reason}); it starts again.")
            self.stalls += 1
            worker.stop(patience=STALLED_PATIENCE)
            self.start(worker)
        elif not reason and age >= patience + limit:
            # Not earlier: nothing is said against a worker that only just started.
            self.stalls = 0

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
