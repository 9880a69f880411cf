"""Real servers for tests: Redis, a qcluster, the whole site. All end with the test."""

import contextlib
import ctypes
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from marketplace.runner import redis

ROOT = Path(__file__).resolve().parent.parent
SHORT_ENOUGH = 60  # characters of a folder that is to hold sockets (their paths end at 107)
PR_SET_PDEATHSIG = 1


def wait_until(condition: Callable[[], bool], *, within: float, what: str) -> None:
    """Return once `condition` holds; raise `TimeoutError` naming `what` after `within` seconds."""
    deadline = time.monotonic() + within
    while not condition():
        if time.monotonic() > deadline:
            raise TimeoutError(f"{what}: not within {within} s")
        time.sleep(0.02)


def free_port() -> int:
    """Return a port of 127.0.0.1 that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def start(command: Sequence[str | Path], **options: Any) -> subprocess.Popen[bytes]:
    """Start `command` in a session of its own; it ends when this thread or process ends."""
    defaults = {"stdin": subprocess.DEVNULL, "cwd": ROOT}
    return subprocess.Popen(
        command, start_new_session=True, preexec_fn=_end_with_parent, **(defaults | options)
    )


def stop(process: subprocess.Popen[bytes], *, how: int = signal.SIGTERM, within: float = 20) -> int:
    """Signal `process`, wait for it, kill its whole group if it stays; return its status."""
    if process.poll() is None:
        process.send_signal(how)
    try:
        return process.wait(within)
    finally:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)


@contextlib.contextmanager
def folder_for_sockets() -> Iterator[Path]:
    """Yield a temporary folder whose path is short enough for sockets."""
    base = tempfile.gettempdir()
    if len(base) > SHORT_ENOUGH:
        base = "/tmp"
    path = Path(tempfile.mkdtemp(prefix="parley-", dir=base))
    try:
        yield path
    finally:
        shutil.rmtree(path, ignore_errors=True)


@contextlib.contextmanager
def redis_server(socket_path: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Run a Redis that listens on `socket_path` and keeps its data beside it."""
    socket_path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    process = start(
        redis.command(
            binary=redis.find_binary(), data_dir=socket_path.parent, socket_path=socket_path
        )
    )
    try:
        wait_until(lambda: redis.answers(socket_path), within=10, what="Redis answers")
        yield process
    finally:
        stop(process)


def database_url(database: Mapping[str, Any]) -> str:
    """Return the `DATABASE_URL` of a Django connection's settings."""
    if database["ENGINE"] == "django.db.backends.sqlite3":
        return f"sqlite:///{database['NAME']}"
    user = ":".join(quote(part, safe="") for part in (database["USER"], database["PASSWORD"]))
    if database["HOST"].startswith("/"):
        return f"postgres://{user}@/{database['HOST']}/{database['NAME']}"
    return f"postgres://{user}@{database['HOST']}:{database['PORT'] or 5432}/{database['NAME']}"


@dataclass(frozen=True)
class Site:
    """A whole site as `make run` starts it: runner, web, worker, Redis, with demo data."""

    url: str
    var_dir: Path
    environment: Mapping[str, str]
    process: subprocess.Popen[bytes]

    def said(self) -> str:
        """Return what the runner and its children printed so far."""
        return (self.var_dir / "said").read_text()

    def manage(self, *words: str) -> str:
        """Run a management command in the site's environment and return what it printed."""
        return subprocess.run(
            [sys.executable, "manage.py", *words],
            check=True, cwd=ROOT, env=self.environment, stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, text=True,
        ).stdout  # fmt: skip

    def pid_of(self, name: str) -> int:
        """Return the main process of the child called `name`."""
        record = self.var_dir / "run" / f"children.{self.process.pid}.json"
        return next(row[1] for row in json.loads(record.read_text()) if row[0] == name)

    def serves(self) -> bool:
        """Return whether the site answers that it is alive."""
        try:
            with urllib.request.urlopen(f"{self.url}/healthz/", timeout=2) as answer:
                return bool(answer.status == 200)
        except OSError:
            return False


def site_environment(var_dir: Path, *, port: int, **more: str) -> dict[str, str]:
    """Return an environment as bare as a fresh machine's, for a site whose data is in `var_dir`."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    ours = {"VAR_DIR": str(var_dir), "PORT": str(port), "SITE_URL": f"http://127.0.0.1:{port}"}
    return kept | ours | {"SECRET_KEY": "tests-only-" + "x" * 50, "DEMO": "on"} | more


@contextlib.contextmanager
def site(var_dir: Path, *, port: int | None = None, **more: str) -> Iterator[Site]:
    """Run the whole site on a port of its own until it serves; stop it with SIGTERM."""
    port = port or free_port()
    environment = site_environment(var_dir, port=port, **more)
    var_dir.mkdir(parents=True, exist_ok=True)
    with (var_dir / "said").open("wb") as said:
        process = start(
            [sys.executable, "-m", "marketplace.runner"],
            env=environment, stdout=said, stderr=subprocess.STDOUT,
        )  # fmt: skip
    running = Site(f"http://127.0.0.1:{port}", var_dir, environment, process)
    try:
        wait_until(
            lambda: running.url in running.said() or process.poll() is not None,
            within=120, what="the site serves",
        )  # fmt: skip
        if process.poll() is not None:
            raise RuntimeError(f"The site did not start:\n{running.said()}")
        yield running
    finally:
        stop(process, within=90)


@contextlib.contextmanager
def own_database(server_url: str) -> Iterator[str]:
    """Make an empty database beside the one `server_url` names; yield its URL, drop it at last."""
    import psycopg

    name = f"parley_site_{os.getpid()}"
    # libpq wants a socket's folder as a parameter, Django's URL has it in the path.
    place, _, maintenance = server_url.removeprefix("postgres://").rpartition("/")
    user_info, _, address = place.partition("@")
    dsn = (
        f"postgresql://{user_info}@/{maintenance}?host={quote(address[1:], safe='')}"
        if address.startswith("//")
        else server_url
    )
    with psycopg.connect(dsn, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
        try:
            yield f"postgres://{place}/{name}"
        finally:
            connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def processes_of(var_dir: Path) -> list[int]:
    """Return every process that was started with the data folder `var_dir` (Linux)."""
    mark = f"VAR_DIR={var_dir}\0".encode()
    found = []
    for environ in Path("/proc").glob("[0-9]*/environ"):
        with contextlib.suppress(OSError):
            if mark in environ.read_bytes():
                found.append(int(environ.parent.name))
    return found


def children_of(pid: int) -> list[int]:
    """Return the processes that the process `pid` started and that still run (Linux)."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        state, parent = _state_and_parent(stat)
        if parent == pid and state != "Z":
            found.append(int(stat.parent.name))
    return found


def is_running(pid: int) -> bool:
    """Return whether there is a process `pid` that was not ended yet (Linux)."""
    return _state_and_parent(Path(f"/proc/{pid}/stat"))[0] not in "ZX"


def _state_and_parent(stat: Path) -> tuple[str, int]:
    try:
        words = stat.read_text().rpartition(")")[2].split()
    except OSError:  # it is gone
        return "X", 0
    return words[0], int(words[1])


@contextlib.contextmanager
def qcluster(environment: Mapping[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    """Run django-q's worker as a process of its own, in `environment`."""
    process = start([sys.executable, "manage.py", "qcluster"], env=dict(environment))
    try:
        yield process
    finally:
        stop(process)


def _end_with_parent() -> None:
    """Ask Linux to kill this process when its parent dies. Elsewhere nothing does."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
