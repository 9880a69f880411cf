"""CSV files: what was typed comes back as it was, and nothing becomes a formula."""

import csv
import io
from datetime import UTC, date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from marketplace.kernel.spreadsheets import as_cell, as_text, csv_bytes, csv_response

BERLIN = ZoneInfo("Europe/Berlin")
FORMULAS = [
    "=1+1",
    "+49 171 0000000",
    "-2+3",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    "＝1+1",
    "＋1",
    "－1",
    "＠A1",
    "﹦1",
    " =1",
    "\u00a0=1",
    "\u200b=1",
    "\ufeff=1",
    "\u202e=1",
    "=",
    "-",
]
WORDS = [
    "",
    "trail shoes",
    "a=1",
    "2-3",
    "1,5",
    "“=1”",
    "'=1",
    "\N{MINUS SIGN}5",
    "#1",
    "…",
    " words",
    "🥾",
    "مرحبا",
]


@pytest.mark.parametrize("cell", FORMULAS)
def test_what_a_spreadsheet_could_take_for_a_formula_gets_an_apostrophe(cell: str) -> None:
    assert as_text(cell) == f"'{cell}"
    assert as_text(as_text(cell)) == f"'{cell}"


@pytest.mark.parametrize("cell", WORDS)
def test_other_words_stay_as_they_are(cell: str) -> None:
    assert as_text(cell) == cell


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        (-5, -5),
        (Decimal("-12.50"), "-12.50"),
        (Decimal(0).scaleb(-2), "0.00"),
        (Decimal(1).scaleb(-8), "0.00000001"),
        (Decimal(7).scaleb(2), "700"),
        (-0.5, -0.5),
        (None, ""),
        (True, "yes"),
        (False, "no"),
        (date(2026, 11, 2), "2026-11-02"),
        (["=a", "ü"], '["=a", "ü"]'),
        ({"b": 1, "a": None}, '{"a": null, "b": 1}'),
    ],
)
def test_each_kind_of_value_has_one_form(value: object, cell: object) -> None:
    assert as_cell(value, BERLIN) == cell
    assert type(as_cell(value, BERLIN)) is type(cell)


def test_what_has_no_form_is_an_error_and_not_a_riddle() -> None:
    with pytest.raises(TypeError, match="object"):
        as_cell(object(), BERLIN)


@pytest.mark.parametrize(
    ("moment", "told"),
    [
        # Daylight saving ends at 01:00 UTC: 02:30 comes twice, and the offset tells which.
        (datetime(2026, 10, 25, 0, 30, tzinfo=UTC), "2026-10-25T02:30:00+02:00"),
        (datetime(2026, 10, 25, 1, 30, tzinfo=UTC), "2026-10-25T02:30:00+01:00"),
        (datetime(2026, 12, 31, 23, 30, tzinfo=UTC), "2027-01-01T00:30:00+01:00"),
    ],
)
def test_moments_are_told_in_the_readers_zone_with_its_offset(moment, told) -> None:
    assert as_cell(moment, BERLIN) == told


def test_everything_typed_comes_back_through_a_reader() -> None:
    rows = [
        ['comma, quote " and both ",', "line\r\nbreak", "lone\rreturn", "lone\nfeed"],
        ["👩🏽‍🚀 é \U0001d11e", "שלום \u202bעולם\u202c", "", " space "],
    ]
    data = csv_bytes(rows, zone=BERLIN)
    assert data.count(b"\r\n") == 3  # one of them within a cell
    read = csv.reader(io.StringIO(data.decode(), newline=""), strict=True)
    assert list(read) == rows


def test_a_half_of_a_surrogate_pair_does_not_stop_a_file() -> None:
    assert csv_bytes([["a\ud800b"]], zone=BERLIN) == b"a?b\r\n"


def test_a_response_is_sent_row_by_row_and_kept_nowhere() -> None:
    rows = iter([("A", "B"), (1, as_text("=1"))])
    response = csv_response(rows, filename="a.csv", has_bom=False)
    assert response.getvalue() == b"A,B\r\n1,'=1\r\n"
    assert response["Cache-Control"] == "private, no-store"


def test_a_response_for_spreadsheets_says_that_it_is_utf_8() -> None:
    response = csv_response([("Ł",)], filename="a.csv", has_bom=True)
    assert response.getvalue() == b"\xef\xbb\xbf\xc5\x81\r\n"
    assert csv_response([], filename="a.csv", has_bom=True).getvalue() == b"\xef\xbb\xbf"
