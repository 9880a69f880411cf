"""Tables as CSV files (RFC 4180): streamed, and safe to open in a spreadsheet."""

import csv
import io
import json
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, tzinfo
from decimal import Decimal
from itertools import chain
from typing import Any

from django.http import StreamingHttpResponse

# Tells spreadsheets that the file is UTF-8; they would take it for their own code page.
BOM = "\N{ZERO WIDTH NO-BREAK SPACE}"
# What a spreadsheet takes for the beginning of a formula (OWASP, "CSV Injection").
FORMULA_SIGNS = frozenset("=+-@")
FORMULA_STARTS = ("\t", "\r", "\n")


def as_text(cell: str) -> str:
    """Return `cell` so that no spreadsheet takes it for a formula.

    Signs count in any width ("＝"), and after blanks and signs nobody sees: some programs leave
    those out before they look.
    """
    if not cell or cell[0].isalnum():
        return cell
    return f"'{cell}" if cell.startswith(FORMULA_STARTS) or _begins_formula(cell) else cell


def _begins_formula(cell: str) -> bool:
    for sign in cell:
        if unicodedata.category(sign)[0] not in "ZC":
            return unicodedata.normalize("NFKC", sign)[0] in FORMULA_SIGNS
    return False


def as_cell(value: object, zone: tzinfo) -> str | int | float:
    """Return `value` as a file shows it: words are never formulas, numbers stay numbers.

    Moments are told in `zone`, with its offset; lists and mappings as JSON. Raises TypeError for
    what has no such form.
    """
    if isinstance(value, str):
        return as_text(value)
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        return value
    if isinstance(value, list | dict):
        return as_text(json.dumps(value, ensure_ascii=False, sort_keys=True))
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, datetime):
        return value.astimezone(zone).isoformat(timespec="seconds")
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"a CSV file has no form for {type(value).__name__}")


def csv_bytes(rows: Iterable[Sequence[object]], *, zone: tzinfo) -> bytes:
    """Return `rows` as lines of a CSV file in UTF-8, each cell through `as_cell`."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    for row in rows:
        writer.writerow([as_cell(value, zone) for value in row])
    return text.getvalue().encode("utf-8", "replace")


def csv_response(
    rows: Iterable[Sequence[Any]], *, filename: str, has_bom: bool
) -> StreamingHttpResponse:
    """Send `rows` as a CSV file, one by one. Words that people typed go through `as_text` first.

    What people open in a spreadsheet begins with BOM; what a machine reads does not.
    """
    parts = chain([BOM] if has_bom else [], _written(rows))
    response = StreamingHttpResponse(parts, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{filename}"'
    response["Cache-Control"] = "private, no-store"
    return response


class _Echo:
    """A file that hands back what is written to it, for `csv.writer`."""

    def write(self, value: str) -> str:
        """Return `value`."""
        return value


def _written(rows: Iterable[Sequence[Any]]) -> Iterator[str]:
    writer = csv.writer(_Echo())
    for row in rows:
        yield writer.writerow(row)
