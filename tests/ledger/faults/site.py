"""The site as gunicorn serves it, on a database of its own, with workers that may be killed."""

import contextlib
import json
import os
import random
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from marketplace.kernel.env import embedded_redis_socket
from tests import servers

WORKERS = 4


@dataclass
class Site:
    """Where things run, and in which environment."""

    port: int
    environment: Mapping[str, str]
    folder: Path
    process: subprocess.Popen[bytes] | None = None
    killed: int = 0
    _dice: random.Random = field(default_factory=lambda: random.Random(9))

    def run(self, *words: str) -> str:
        """Run Python in the site's environment and return what it printed."""
        done = subprocess.run(
            [sys.executable, *words],
            cwd=servers.ROOT, env=self.environment, stdin=subprocess.DEVNULL,
            capture_output=True, text=True,
        )  # fmt: skip
        if done.returncode:
            raise RuntimeError(f"{' '.join(words)} ended with {done.returncode}:\n{done.stderr}")
        return done.stdout

    def seed(self, *sizes: int) -> tuple[list[dict[str, Any]], set[str]]:
        """Fill the database with what so many calls to fund, release and withdraw need.

        Return the calls, and the references of the transfers that were made for them.
        """
        said = self.run("-m", "tests.ledger.faults.seed", *(str(size) for size in sizes))
        found = json.loads(said)
        return found["calls"], set(found["transfers"])

    def facts(self) -> dict[str, Any]:
        """Return what the books say; see `facts`."""
        found: dict[str, Any] = json.loads(self.run("-m", "tests.ledger.faults.facts"))
        return found

    def kill_worker(self) -> None:
        """Kill one of gunicorn's workers with SIGKILL."""
        assert self.process is not None
        if workers := servers.children_of(self.process.pid):
            with contextlib.suppress(ProcessLookupError):
                os.kill(self._dice.choice(workers), signal.SIGKILL)
                self.killed += 1

    @contextlib.contextmanager
    def serving(self) -> Iterator[None]:
        """Serve meanwhile, as the runner does but with more workers."""
        command = [sys.executable, "-m", "gunicorn", "tests.ledger.faults.wsgi"]
        command += ["--bind", f"127.0.0.1:{self.port}", "--workers", f"{WORKERS}", "--preload"]
        command += ["--log-level", "warning", "--no-control-socket"]
        with (self.folder / "log").open("wb") as log:
            self.process = servers.start(command, env=self.environment, stdout=log, stderr=log)
        try:
            servers.wait_until(
                lambda: len(servers.children_of(self.process.pid)) == WORKERS,
                within=60, what="gunicorn serves",
            )  # fmt: skip
            yield
        finally:
            servers.stop(self.process)


@contextlib.contextmanager
def site_on(database_url: str | None) -> Iterator[Site]:
    """Yield a site that is not served yet, on that database or else on SQLite."""
    with servers.folder_for_sockets() as folder:
        port = servers.free_port()
        database = {"DATABASE_URL": database_url} if database_url else {}
        environment = servers.site_environment(
            folder, port=port, LOG_LEVEL="ERROR",
            DJANGO_SETTINGS_MODULE="tests.ledger.faults.settings", **database,
        )  # fmt: skip
        with servers.redis_server(embedded_redis_socket(folder)):
            yield Site(port, environment, folder)
