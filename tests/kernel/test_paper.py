"""Sheets of paper, read back with another library."""

import hashlib
import io
from datetime import UTC, date, datetime, timedelta, timezone

import pypdf

from marketplace.kernel.paper import FONTS, Column, Frame, Letter, day_text, moment_text

DATED = datetime(2026, 11, 22, 14, 3, 7, tzinfo=UTC)
FRAME = Frame(
    site_name="Parley",
    name="Invoice 7",
    title="Fee for an ad",
    running_head="Fee for an ad · invoice 7",
    foot="Invoice 7 · Parley",
)


def letter() -> Letter:
    letter = Letter(FRAME, subject="An invoice", dated=DATED)
    letter.add_page()
    return letter


def pages(letter: Letter) -> list[str]:
    """Return what stands on each page, with single blanks."""
    reader = pypdf.PdfReader(io.BytesIO(bytes(letter.output())))
    return [" ".join(page.extract_text().split()) for page in reader.pages]


def test_every_page_says_which_paper_it_is() -> None:
    sheet = letter()
    sheet.put_opening()
    sheet.put_table([Column("What", 3), Column("Amount", 1, "R")], [("Fee", "$1.00")] * 80)
    said = pages(sheet)
    assert len(said) > 1
    assert said[0].startswith("Parley Invoice 7 Fee for an ad What Amount Fee $1.00")
    for number, page in enumerate(said, 1):
        assert f"Invoice 7 · Parley · Page {number} of {len(said)}" in page
        assert (FRAME.running_head in page) == (number > 1)


def test_money_stands_at_the_right_edge() -> None:
    sheet = letter()
    sheet.put_table([Column("What", 3), Column("Amount", 1, "R")], [("Fee", "$1.00")])
    ends = []

    def note(text: str, matrix: object, place: list[float], *rest: object) -> None:
        if text.strip() in ("Fee", "$1.00"):
            ends.append(place[4] / sheet.k)

    page = pypdf.PdfReader(io.BytesIO(bytes(sheet.output()))).pages[0]
    page.extract_text(visitor_text=note)
    assert abs(ends[0] - sheet.l_margin) < 0.1
    assert ends[1] > 170


def test_the_same_data_is_the_same_file() -> None:
    files = []
    for _ in range(2):
        sheet = letter()
        sheet.put_opening()
        sheet.put_parties([("Buyer", "Mira Łódź", ("@mira",))])
        sheet.put_fact("Net", "$1.00")
        sheet.put_note("No tax is charged.")
        files.append(bytes(sheet.output()))
    assert files[0] == files[1]
    info = pypdf.PdfReader(io.BytesIO(files[0])).metadata
    assert info is not None
    assert (info.title, info.subject, info.creation_date) == (
        "Fee for an ad · invoice 7",
        "An invoice",
        DATED,
    )


def test_moments_are_said_in_utc() -> None:
    tokyo = timezone(timedelta(hours=9))
    at = datetime(2026, 1, 1, 3, 0, 9, tzinfo=tokyo)
    assert moment_text(at) == "31 December 2025, 18:00:09 UTC"
    assert day_text(date(2026, 1, 2)) == "2 January 2026"


def test_the_fonts_are_listed_with_checksums_and_licences() -> None:
    listed = (FONTS / "README.md").read_text()
    files = [path for path in FONTS.rglob("*") if path.is_file() and path.name != "README.md"]
    for path in files:
        assert (path.parent / "LICENSE").is_file()
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        assert path.name == "LICENSE" or f"| {path.name} | `{digest}` |" in listed
    assert len(files) == 9
