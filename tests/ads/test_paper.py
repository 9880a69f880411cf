"""Contracts on paper, read back with another library."""

import dataclasses
import hashlib
import io
import subprocess
import sys
from datetime import UTC, datetime, timedelta

import pypdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ads.paper import (
    Acceptance,
    Amendment,
    ChangedRow,
    ContractPaper,
    Party,
    contract_pdf,
)

ACCEPTED = datetime(2026, 11, 22, 14, 3, 7, tzinfo=UTC)
DIGEST = hashlib.sha256(b"terms").hexdigest()

PAPER = ContractPaper(
    site_name="Parley",
    ad_id=1042,
    title="Autumn shoes",
    parties=(
        Party("Sponsor", "Northbeam", ("@northbeam", "Northbeam Outdoor Ltd")),
        Party("Influencer", "Mira Łódź", ("@mira",)),
    ),
    terms=(
        ("Price", "$1,200.00"),
        ("Requirements", "Show the shoes outdoors.\n\nTag us."),
        ("Usage rights", "Instagram, Germany, until 1 June 2027"),
    ),
    deliverable_headings=("What", "Draft due", "Goes live"),
    deliverables=(("2 × Reel on Instagram", "4 Dec 2026", "11 Dec 2026"),),
    checklist=("Do: Show both sides", "Don’t: Name others"),
    acceptances=(
        Acceptance("Mira Łódź (@mira)", "Influencer", ACCEPTED - timedelta(days=1)),
        Acceptance("Northbeam (@northbeam)", "Sponsor", ACCEPTED),
    ),
    digest=DIGEST,
)


def read(paper: ContractPaper) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(contract_pdf(paper)))


def words(paper: ContractPaper) -> str:
    """Return what stands on all pages, with single blanks."""
    return " ".join(" ".join(page.extract_text() for page in read(paper).pages).split())


def test_a_contract_says_everything_it_was_given() -> None:
    text = words(PAPER)
    for said in (
        "Parley",
        "Contract 1042",
        "Autumn shoes",
        "Northbeam",
        "@northbeam",
        "Northbeam Outdoor Ltd",
        "Mira Łódź",
        "Price",
        "$1,200.00",
        "Show the shoes outdoors.",
        "Tag us.",
        "Instagram, Germany, until 1 June 2027",
        "2 × Reel on Instagram",
        "4 Dec 2026",
        "11 Dec 2026",
        "Do: Show both sides",
        "Don’t: Name others",
        "Mira Łódź (@mira)",
        "21 November 2026, 14:03:07 UTC",
        "Northbeam (@northbeam)",
        "22 November 2026, 14:03:07 UTC",
    ):
        assert said in text, said
    assert text.count(DIGEST) == 2  # beside the acceptances and at the foot
    assert "Amendment" not in text
    assert "□" not in text


def test_amendments_say_what_changed_who_agreed_and_the_new_hash() -> None:
    digest = hashlib.sha256(b"amended").hexdigest()
    changes = (ChangedRow("Price", "$1,200.00", "$1,350.00"), ChangedRow("Kill fee", "", "$5.00"))
    amendment = Amendment(ACCEPTED + timedelta(days=3), "Northbeam", "Mira", changes, digest)
    text = words(dataclasses.replace(PAPER, amendments=(amendment,)))
    assert "Amendment 1" in text
    assert "Proposed by Northbeam, accepted by Mira, 25 November 2026, 14:03:07 UTC" in text
    assert "Price $1,200.00 $1,350.00" in text
    assert "Kill fee – $5.00" in text
    assert digest in text


def test_every_page_says_its_number_where_it_was_printed_and_the_hash() -> None:
    long = "Film in daylight, on a path people can recognise. " * 300
    paper = dataclasses.replace(PAPER, terms=(("Requirements", long),), printed_at=ACCEPTED)
    pages = read(paper).pages
    assert len(pages) > 3
    for number, page in enumerate(pages, 1):
        text = " ".join(page.extract_text().split())
        where = "Contract 1042 · Printed from Parley on 22 November 2026"
        assert f"{where} · Page {number} of {len(pages)} SHA-256 {DIGEST}" in text
        assert ("Autumn shoes · contract 1042" in text) == (number > 1)
    assert words(paper).count("daylight") == 300


def test_long_terms_lose_no_word_at_the_turn_of_a_page() -> None:
    numbered = [f"word{number}" for number in range(4000)]
    paper = dataclasses.replace(PAPER, terms=(("Requirements", " ".join(numbered)),))
    text = words(paper)
    assert [word for word in numbered if word not in text] == []


def test_the_same_paper_is_the_same_file() -> None:
    assert contract_pdf(PAPER) == contract_pdf(PAPER)
    script = (
        "import hashlib; from tests.ads.test_paper import PAPER, contract_pdf;"
        "print(hashlib.sha256(contract_pdf(PAPER)).hexdigest())"
    )
    made = subprocess.run([sys.executable, "-c", script], capture_output=True, check=True).stdout
    assert made.decode().strip() == hashlib.sha256(contract_pdf(PAPER)).hexdigest()


def test_the_file_names_itself() -> None:
    reader = read(PAPER)
    info = reader.metadata
    assert info is not None
    assert info.title == "Autumn shoes · contract 1042"
    assert info.author == "Parley"
    assert info.subject == f"SHA-256 {DIGEST}"
    assert info.creation_date == ACCEPTED
    assert reader.trailer["/Root"]["/Lang"] == "en"
    fonts = reader.pages[0]["/Resources"]["/Font"].values()
    for font in fonts:
        descendant = font["/DescendantFonts"][0]
        assert "/FontFile2" in descendant["/FontDescriptor"]


def term(text: str) -> str:
    return words(dataclasses.replace(PAPER, terms=(("Note", text),)))


@pytest.mark.parametrize("text", ["Żółć, naïve, œuvre", "Привет, мир", "Καλημέρα", "€ ≤ ½ → ✓"])
def test_other_scripts_are_printed(text: str) -> None:
    said = term(text)
    assert text in said
    assert "cannot be printed" not in said


@pytest.mark.parametrize(
    "text", ["日本語", "한국어", "🇩🇪", "\U0001f9ff", "\ue000", "\udcff", "\U0010ffff"]
)
def test_what_no_font_has_is_marked_and_the_paper_says_so(text: str) -> None:
    said = term(text)
    assert "Note □" in said
    assert "Some characters cannot be printed here" in said
    assert "Page 1 of 1" in said


def test_what_is_read_from_right_to_left_is_there_and_the_paper_says_so() -> None:
    said = term("שלום")
    assert set("שלום") <= set(said)
    assert "in another order" in said


def test_what_cannot_be_seen_is_dropped() -> None:
    hidden = "a\x00b\x1b[31mc\u202ed\u200be\ufefff\u00adg"
    assert "Note ab[31mcdefg " in term(hidden)
    assert term("{nb} {{}} %s \\n $x$ **b**").count("{nb} {{}} %s \\n $x$ **b**") == 1


def test_a_paper_of_nothing_is_still_a_paper() -> None:
    bare = ContractPaper("", 1, "", (), (), (), (), (), (), "")
    assert "Contract 1 · Printed from · Page 1 of 1" in words(bare)


@settings(max_examples=15, deadline=None)
@given(text=st.text(max_size=300), title=st.text(max_size=80))
def test_no_text_keeps_a_contract_from_being_printed(text: str, title: str) -> None:
    paper = dataclasses.replace(
        PAPER,
        title=title,
        terms=((text[:40], text),),
        parties=(Party(text[:20], title, (text,)),),
        deliverables=((text, title, text),),
        checklist=(text,),
    )
    assert DIGEST in words(paper)


def test_words_without_an_end_are_broken() -> None:
    paper = dataclasses.replace(PAPER, terms=(("x" * 300, "y" * 5000),), title="W" * 200)
    text = words(paper)
    assert (text.count("x") >= 300, text.count("y") >= 5000) == (True, True)
