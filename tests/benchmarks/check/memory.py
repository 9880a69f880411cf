"""What PostgreSQL's processes take for a client's questions, where they run on this machine."""

import contextlib
import threading
from collections.abc import Iterator
from pathlib import Path

from django.db import connection

EVERY = 0.05  # seconds


class Watch:
    """The most memory all other clients' processes had of their own at once; None if unknown."""

    peak_mb: float | None = None

    def look(self) -> None:
        """Look once."""
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pid FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
                " AND backend_type IN ('client backend', 'parallel worker')"
            )
            found = [_own_memory(pid) for (pid,) in cursor.fetchall()]
        if any(found):
            self.peak_mb = max(self.peak_mb or 0, sum(found))


@contextlib.contextmanager
def watched() -> Iterator[Watch]:
    """Watch until the end, if it is PostgreSQL."""
    watch, over = Watch(), threading.Event()

    def look() -> None:
        try:
            while not over.wait(EVERY):
                watch.look()
        finally:
            connection.close()

    thread = threading.Thread(target=look)
    if connection.vendor == "postgresql":
        thread.start()
    try:
        yield watch
    finally:
        over.set()
        if thread.ident:
            thread.join()


def _own_memory(pid: int) -> float:
    """Return what a process shares with nobody, in MB, or 0."""
    with contextlib.suppress(OSError):
        for line in Path(f"/proc/{pid}/status").read_text().splitlines():
            if line.startswith("RssAnon:"):
                return int(line.split()[1]) * 1024 / 1_000_000
    return 0
