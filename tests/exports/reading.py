"""Exports as a person opens them."""

import csv
import io
import zipfile

from marketplace.exports.models import ExportJob


def bytes_of(job: ExportJob) -> bytes:
    """Return the file of a ready export."""
    with job.file.open("rb") as file:
        return file.read()


def rows_of(data: bytes) -> list[list[str]]:
    """Return the rows of a CSV file, headings first; it must begin as spreadsheets want it."""
    text = data.decode("utf-8-sig")
    assert data.startswith(b"\xef\xbb\xbf")
    assert text.endswith("\r\n")
    return list(csv.reader(io.StringIO(text, newline=""), strict=True))


def table_of(job: ExportJob) -> list[dict[str, str]]:
    """Return the rows of an export of one table, by heading."""
    return by_heading(rows_of(bytes_of(job)))


def by_heading(rows: list[list[str]]) -> list[dict[str, str]]:
    """Return rows by the headings that stand first."""
    return [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]


def files_of(job: ExportJob) -> dict[str, bytes]:
    """Return the members of a ZIP whose checksums are right."""
    with zipfile.ZipFile(io.BytesIO(bytes_of(job))) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def tables_of(job: ExportJob) -> dict[str, list[dict[str, str]]]:
    """Return the tables of everything about a person."""
    return {
        name.removesuffix(".csv"): by_heading(rows_of(data))
        for name, data in files_of(job).items()
        if name.endswith(".csv")
    }
