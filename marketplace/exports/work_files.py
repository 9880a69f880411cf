"""The file an export grows in, on the machine of the worker that makes it."""

import contextlib
import fcntl
import os
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from django.conf import settings

SUFFIX = ".part"


class WorkFileGone(Exception):
    """This machine does not have what was written so far: it was written on another one."""


class WorkFileBusy(Exception):
    """Another process writes into it, though its claim is over."""


def folder() -> Path:
    """Return where work files lie; it exists and is ours alone."""
    path = Path(settings.VAR_DIR) / "exports"
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    return path


def path_of(job_id: int) -> Path:
    """Return where the work file of an export lies."""
    return folder() / f"{job_id}{SUFFIX}"


@contextlib.contextmanager
def opened(job_id: int, *, size: int) -> Iterator[IO[bytes]]:
    """Open the work file, cut to `size` bytes, to append to it.

    Raises WorkFileGone where it has fewer, and WorkFileBusy where another process has it open: the
    kernel frees that lock with the process, however it ends.
    """
    with os.fdopen(os.open(path_of(job_id), os.O_RDWR | os.O_CREAT, 0o600), "r+b") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise WorkFileBusy from error
        if file.seek(0, os.SEEK_END) < size:
            raise WorkFileGone
        file.truncate(size)
        file.seek(size)
        yield file


def keep(file: IO[bytes]) -> None:
    """Let what was written outlast a machine that loses its power."""
    file.flush()
    os.fsync(file.fileno())


def remove(job_id: int) -> None:
    """Remove the work file, if there is one."""
    path_of(job_id).unlink(missing_ok=True)


def job_ids() -> set[int]:
    """Return the exports that have a work file here."""
    return {int(path.stem) for path in folder().glob(f"*{SUFFIX}") if path.stem.isdigit()}
