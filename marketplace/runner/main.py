"""Starts the site, prints where it is, and stops all of it on Ctrl-C or SIGTERM."""

import contextlib
import fcntl
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from types import FrameType

from marketplace.kernel.env import embedded_redis_socket
from marketplace.runner import redis
from marketplace.runner.config import HOST, CannotStart, Config, fill_environment, read_config
from marketplace.runner.prepare import prepare, why_stalled
from marketplace.runner.processes import Child, end_recorded
from marketplace.runner.supervisor import Supervisor, say

BASE_DIR = Path(__file__).resolve().parent.parent.parent
DEMO_LOGINS = """\
Demo logins, password parley-demo-2026:
  sponsor@example.com
  influencer@example.com
  moderator@example.com    moderation console: {address}admin/"""


class StopAsked(BaseException):
    """Ctrl-C or SIGTERM came while the site was being prepared."""


class Stopping:
    """Counts the requests to stop. They interrupt nothing but the block `interrupting()`."""

    def __init__(self) -> None:
        self.requests = 0
        self.is_interruptible = False
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self.ask)

    def ask(self, number: int, frame: FrameType | None) -> None:
        """Note one request."""
        self.requests += 1
        if self.is_interruptible:
            raise StopAsked

    @contextlib.contextmanager
    def interrupting(self) -> Iterator[None]:
        """Let a request to stop end this block at once."""
        self.is_interruptible = True
        try:
            if self.is_asked():
                raise StopAsked
            yield
        finally:
            self.is_interruptible = False

    def is_asked(self) -> bool:
        """Return whether the site is to stop."""
        return self.requests > 0

    def is_hurried(self) -> bool:
        """Return whether somebody asked more than once."""
        return self.requests > 1


def main() -> int:
    """Run the site until it is stopped; return the exit status."""
    os.chdir(BASE_DIR)
    stopping = Stopping()
    try:
        config = read_config()
        with _own_folder(config) as run_dir, _listener(config.port) as listener:
            fill_environment(config)
            _serve(config, run_dir / f"children.{os.getpid()}.json", listener, stopping)
    except CannotStart as error:
        print(f"The site does not start: {error}.", file=sys.stderr)
        return 1
    except StopAsked:
        return 0
    return 0


def _serve(config: Config, record_file: Path, listener: socket.socket, stopping: Stopping) -> None:
    """Start, watch and stop the site's processes."""
    supervisor = Supervisor(config, record_file=record_file, why_stalled=why_stalled)
    with _guardian(record_file):
        try:
            if not config.redis_url:
                _start_redis(supervisor)
            say("Preparing the database and the static files.")
            with stopping.interrupting():
                prepare(is_demo=config.is_demo)
            supervisor.start(_worker())
            supervisor.start(_web(listener))
            supervisor.watch(
                is_asked_to_stop=stopping.is_asked, when_serving=lambda: _announce(config)
            )
        finally:
            if stopping.is_asked():
                say("Stopping: running jobs are finished first.")
            supervisor.stop(is_hurried=stopping.is_hurried)


@contextlib.contextmanager
def _own_folder(config: Config) -> Iterator[Path]:
    """Hold the data folder for this run alone; end what a killed run left behind in it."""
    run_dir = config.var_dir / "run"
    run_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    with (run_dir / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            with _listener(config.port):  # a busy port is the better explanation
                raise CannotStart(f"it already runs from {config.var_dir}") from None
        for record_file in run_dir.glob("children.*.json"):
            say("Ending what an earlier run left behind.")
            end_recorded(record_file)
        yield run_dir


@contextlib.contextmanager
def _listener(port: int) -> Iterator[socket.socket]:
    """Listen on `port` of this machine; visitors wait in line until the site is ready."""
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((HOST, port))
            listener.listen()
        except OSError as error:
            raise CannotStart(
                f"port {port} of {HOST} is not free ({error.strerror}); "
                f"choose another, as in PORT={port + 1} make run"
            ) from error
        yield listener


@contextlib.contextmanager
def _guardian(record_file: Path) -> Iterator[None]:
    """Keep a second process that ends the children should this one be killed."""
    guardian = subprocess.Popen(
        [sys.executable, "-m", "marketplace.runner.guardian", str(record_file)],
        stdin=subprocess.PIPE,
        start_new_session=True,
    )
    try:
        yield
    finally:
        guardian.communicate()  # closes its input, which ends it


def _start_redis(supervisor: Supervisor) -> None:
    """Start the site's own Redis and wait until it answers."""
    var_dir = supervisor.config.var_dir
    data_dir, socket_path = var_dir / "redis", embedded_redis_socket(var_dir)
    for folder in (data_dir, socket_path.parent):
        folder.mkdir(mode=0o700, exist_ok=True)
        if folder.stat().st_uid != os.getuid():
            raise CannotStart(f"{folder} belongs to somebody else")
    redis.stop_forgotten(socket_path)
    child = Child(
        name="redis",
        command=redis.command(
            binary=redis.find_binary(), data_dir=data_dir, socket_path=socket_path
        ),
        patience=15,
    )
    supervisor.start(child)
    while not redis.answers(socket_path):
        if child.is_gone():
            raise CannotStart(f"Redis ended; {data_dir / redis.LOG} says why")
        time.sleep(0.02)


def _worker() -> Child:
    # Longer than a job may run (Q_CLUSTER's timeout), so that a stop loses none.
    return Child(name="worker", command=[sys.executable, "manage.py", "qcluster"], patience=75)


def _web(listener: socket.socket) -> Child:
    command = [
        *(sys.executable, "-m", "gunicorn", "marketplace.wsgi"),
        *("--bind", f"fd://{listener.fileno()}"),
        *("--workers", "2", "--preload"),
        *("--graceful-timeout", "10", "--log-level", "warning", "--no-control-socket"),
    ]
    return Child(name="web", command=command, patience=15, passed_files=(listener.fileno(),))


def _announce(config: Config) -> None:
    """Tell the operator where the site is."""
    say(f"The site runs at {config.address} (Ctrl-C stops it).")
    if config.is_demo:
        say(DEMO_LOGINS.format(address=config.address))
