"""Children in sessions of their own: started, recorded, and ended one main process at a time.

A signal to a whole process group hangs django-q and loses its tasks, so the first word always
goes to a child's main process alone; only what stays after its time is killed as a group.
"""

import contextlib
import functools
import json
import os
import signal
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

Identity = tuple[int, str]  # a process id and when that process started


@dataclass
class Child:
    """One program of the site. `patience` is how many seconds it gets to end by itself."""

    name: str
    command: list[str]
    patience: float
    passed_files: tuple[int, ...] = ()
    process: subprocess.Popen[bytes] | None = None
    started_at: float = 0  # on time.monotonic()
    failures: int = 0

    def start(self) -> None:
        """Start the program in a session of its own, out of reach of the terminal's Ctrl-C."""
        self.process = subprocess.Popen(
            self.command,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            pass_fds=self.passed_files,
        )
        self.started_at = time.monotonic()

    def is_gone(self) -> bool:
        """Return whether the main process has ended (or was never started)."""
        return self.process is None or self.process.poll() is not None

    def stop(
        self, *, patience: float | None = None, is_hurried: Callable[[], bool] = lambda: False
    ) -> None:
        """End the program and everything it started; waiting ends early once `is_hurried()`."""
        if self.process is not None:
            patience = self.patience if patience is None else patience
            end(self.process.pid, self.is_gone, patience=patience, is_hurried=is_hurried)
            self.process.wait()
            self.process = None


def end(
    pid: int,
    is_gone: Callable[[], bool],
    *,
    patience: float,
    is_hurried: Callable[[], bool] = lambda: False,
) -> None:
    """Ask process `pid` to end, wait `patience` seconds, then kill what is left of its group."""
    deadline = time.monotonic() + patience
    if not is_gone():
        _signal(os.kill, pid, signal.SIGTERM)
    while not is_gone() and not is_hurried() and time.monotonic() < deadline:
        time.sleep(0.05)
    _signal(os.killpg, pid, signal.SIGKILL)


def identity(pid: int) -> Identity:
    """Return what tells process `pid` from a later one that got the same number."""
    try:
        # The fields after the program's name, which stands in brackets and may contain any.
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return pid, ""
    return pid, "" if fields[0] == "Z" else fields[19]


def record(children: list[Child], path: Path) -> None:
    """Write down which processes run, in the order in which they are to be ended."""
    rows = [
        (child.name, *identity(child.process.pid), child.patience)
        for child in reversed(children)
        if child.process is not None
    ]
    draft = path.with_suffix(".new")
    draft.write_text(json.dumps(rows))
    draft.replace(path)


def end_recorded(path: Path) -> None:
    """End the processes that a dead runner recorded in `path`, and remove the record."""
    try:
        rows = json.loads(path.read_text())
    except FileNotFoundError:
        return
    for _name, pid, started, patience in rows:
        if not _is_over(pid, started):
            end(pid, functools.partial(_is_over, pid, started), patience=patience)
        elif identity(pid) == (pid, ""):
            # Its main process is gone. Members that stayed keep the group's number from reuse.
            _signal(os.killpg, pid, signal.SIGKILL)
    path.unlink(missing_ok=True)


def _is_over(pid: int, started: str) -> bool:
    return not started or identity(pid) != (pid, started)


def _signal(send: Callable[[int, int], None], pid: int, number: int) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):  # gone: all that was wanted
        send(pid, number)
