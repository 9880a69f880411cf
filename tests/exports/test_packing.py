"""ZIP files that are written in pieces, each by another process."""

import io
import json
import random
import shutil
import subprocess
import zipfile
from datetime import datetime
from pathlib import Path

import pytest

from marketplace.exports import packing
from marketplace.exports.packing import Plain, TooBigForZip, Zip

MADE = datetime(2026, 11, 20, 14, 30, 8)  # noqa: DTZ001 (a clock on the wall)
MEMBERS = {
    "README.txt": [b"What is in here.\r\n"],
    "empty.csv": [],
    "größe.csv": [b"a,b\r\n" * 1000, b"", random.Random(1).randbytes(5000), b"c,d\r\n"],
}


def written(*, by_one: bool) -> bytes:
    """Return the file; each call by a process of its own, which knows the state only, or not."""
    archive, data = Zip(MADE), b""

    def go_on(piece: bytes) -> None:
        nonlocal archive, data
        data += piece
        if not by_one:
            archive = Zip(MADE, json.loads(json.dumps(archive.state)))

    for name, pieces in MEMBERS.items():
        go_on(archive.begin(name))
        for piece in pieces:
            go_on(archive.write(piece))
        go_on(archive.end())
    return data + archive.close()


def test_a_file_taken_up_after_each_piece_is_the_same_and_whole() -> None:
    data = written(by_one=False)
    assert data == written(by_one=True)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        assert {name: archive.read(name) for name in archive.namelist()} == {
            name: b"".join(pieces) for name, pieces in MEMBERS.items()
        }
        first = archive.infolist()[0]
    assert first.date_time == (2026, 11, 20, 14, 30, 8)
    assert first.external_attr >> 16 == 0o100600
    assert len(data) < 7_000  # it is packed


@pytest.mark.skipif(shutil.which("unzip") is None, reason="no unzip here")
def test_another_program_reads_it_too(tmp_path: Path) -> None:
    path = tmp_path / "all.zip"
    path.write_bytes(written(by_one=False))
    done = subprocess.run(["unzip", "-t", path], capture_output=True, text=True)
    assert (done.returncode, "No errors detected" in done.stdout) == (0, True)


def test_what_does_not_fit_into_the_format_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packing, "LIMIT", 100)
    archive = Zip(MADE)
    archive.begin("a.csv")
    archive.write(b"x" * 101)
    with pytest.raises(TooBigForZip):
        archive.end()


def test_a_plain_file_is_its_member() -> None:
    plain = Plain()
    parts = (plain.begin("a.csv"), plain.write(b"a\r\n"), plain.end(), plain.close())
    assert (b"".join(parts), plain.state) == (b"a\r\n", None)
