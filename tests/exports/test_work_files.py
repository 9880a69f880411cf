"""The file an export grows in."""

import multiprocessing
import os
import signal
from pathlib import Path

import pytest

from marketplace.exports import work_files
from marketplace.exports.work_files import WorkFileBusy, WorkFileGone

pytestmark = pytest.mark.usefixtures("work_dir")


def test_what_was_written_after_the_last_note_is_cut_off(work_dir: Path) -> None:
    with work_files.opened(7, size=0) as file:
        file.write(b"good, not noted")
    with work_files.opened(7, size=4) as file:
        file.write(b"!")
        work_files.keep(file)
    assert (work_dir / "7.part").read_bytes() == b"good!"


def test_nobody_else_on_the_machine_can_read_it(work_dir: Path) -> None:
    with work_files.opened(7, size=0):
        pass
    assert (work_dir / "7.part").stat().st_mode & 0o777 == 0o600
    assert work_dir.stat().st_mode & 0o777 == 0o700


def test_a_file_that_is_shorter_than_noted_is_not_that_file() -> None:
    with pytest.raises(WorkFileGone), work_files.opened(7, size=1):
        pass


def test_two_processes_never_write_into_one_file() -> None:
    with work_files.opened(7, size=0), pytest.raises(WorkFileBusy), work_files.opened(7, size=0):
        pass


def hold_and_die(ready) -> None:
    with work_files.opened(7, size=0):
        ready.set()
        os.kill(os.getpid(), signal.SIGKILL)


def test_a_killed_process_holds_nothing() -> None:
    context = multiprocessing.get_context("fork")
    ready = context.Event()
    process = context.Process(target=hold_and_die, args=[ready])
    process.start()
    process.join(20)
    assert ready.is_set()
    assert process.exitcode == -signal.SIGKILL
    with work_files.opened(7, size=0):
        pass


def test_files_are_told_by_their_exports_and_removed_once(work_dir: Path) -> None:
    for job_id in (7, 12):
        with work_files.opened(job_id, size=0):
            pass
    (work_dir / "notes.txt").touch()
    assert work_files.job_ids() == {7, 12}
    work_files.remove(7)
    work_files.remove(7)
    assert work_files.job_ids() == {12}
