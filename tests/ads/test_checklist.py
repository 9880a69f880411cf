"""Checklists: what a brief asks for, one thing at a time."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ads.checklist import MAX_CHARS, MAX_ITEMS, checklist_of

MARKS = st.sampled_from(["- ", "• ", "1. ", "Do:", "\n", "\n\n", " ", "shoe", ". ", "!", "。", "é"])
TEXTS = st.lists(MARKS).map("".join) | st.text()


@pytest.mark.parametrize(
    ("requirements", "items"),
    [
        ("", []),
        (" \n\t\n---\n…\n🔥", []),
        ("Show the shoes outdoors", ["Show the shoes outdoors"]),
        ("- Show the shoes\n* Tag us\n• Say why", ["Show the shoes", "Tag us", "Say why"]),
        ("1. Show the shoes\n2) Tag us\n(3) Say why", ["Show the shoes", "Tag us", "Say why"]),
        ("a) Show the shoes\n(b) Tag us", ["Show the shoes", "Tag us"]),
        ("- [ ] Show\n[x] Tag us\n☐ Say why\n✔️ End", ["Show", "Tag us", "Say why", "End"]),
        ("•Show\n·Tag", ["Show", "Tag"]),
        ("Show the shoes. Tag us! Why not?", ["Show the shoes.", "Tag us!", "Why not?"]),
        ("She says “Wow!” Then she leaves.", ["She says “Wow!”", "Then she leaves."]),
        ("靴を見せる。タグを付ける！", ["靴を見せる。", "タグを付ける！"]),
        ("Show it\nTag us", ["Show it", "Tag us"]),
        ("Show the shoes\noutdoors and\nin daylight. Tag us.", None),
        ("Show it, e.g. Outdoors. At 2.5 km. No. 5 stays.", None),
        ("Thanks to J. Doe and approx. 3 others.", ["Thanks to J. Doe and approx. 3 others."]),
        ("Visit shop.example today. Say so.", ["Visit shop.example today.", "Say so."]),
        ("-5 °C is fine", ["-5 °C is fine"]),
        ("Same\n- same\nSAME", ["Same"]),
        ("Nul\x00l and \x1b[1m", ["Null and [1m"]),
    ],
)
def test_a_text_becomes_its_items(requirements: str, items: list[str] | None) -> None:
    joined = {
        "Show the shoes\noutdoors and\nin daylight. Tag us.": [
            "Show the shoes outdoors and in daylight.",
            "Tag us.",
        ],
        "Show it, e.g. Outdoors. At 2.5 km. No. 5 stays.": [
            "Show it, e.g. Outdoors.",
            "At 2.5 km.",
            "No. 5 stays.",
        ],
    }
    assert checklist_of(requirements) == (joined[requirements] if items is None else items)


def test_headings_go_in_front_of_what_stands_below_them() -> None:
    requirements = """Two posts in spring.

**Do:**
- Show the shoes
  from both sides
- Tag us

## Don't
1. Swear. Ever.
2. Name others

After that: rest. Then ask."""
    assert checklist_of(requirements) == [
        "Two posts in spring.",
        "Do: Show the shoes from both sides",
        "Do: Tag us",
        "Don't: Swear. Ever.",
        "Don't: Name others",
        "After that: rest.",
        "Then ask.",
    ]


def test_the_same_words_under_two_headings_are_two_items() -> None:
    text = "Do:\nTalk about price\nDon’t:\nTalk about price\nEmpty:"
    assert checklist_of(text) == ["Do: Talk about price", "Don’t: Talk about price"]


def test_hashtags_and_handles_are_no_headings() -> None:
    assert checklist_of("#ad first\n@studio in the text") == ["#ad first", "@studio in the text"]


def test_long_items_are_cut_at_a_word() -> None:
    (item,) = checklist_of("- " + "shoes, " * 60)
    assert item == "shoes, " * 27 + "shoes…"
    assert checklist_of("Do:\n- " + "x" * 500) == ["Do: " + "x" * 195 + "…"]


def test_thirty_items_are_enough() -> None:
    items = checklist_of("\n".join(f"- Item {number}" for number in range(50)))
    assert items == [f"Item {number}" for number in range(MAX_ITEMS)]


@given(TEXTS)
def test_any_text_gives_short_single_lines_each_once(requirements: str) -> None:
    items = checklist_of(requirements)
    assert checklist_of(requirements) == items
    assert len(items) <= MAX_ITEMS
    assert len({item.casefold() for item in items}) == len(items)
    for item in items:
        assert 0 < len(item) <= MAX_CHARS
        assert item == " ".join(item.split())
        assert item.isprintable() or any(ord(char) > 127 for char in item)


@given(st.lists(st.text("abcdé ", min_size=1).filter(str.strip), max_size=20))
def test_every_line_of_a_list_is_found(lines: list[str]) -> None:
    items = {" ".join(line.split()).casefold() for line in lines}
    found = checklist_of("\n".join(f"- {line}" for line in lines))
    assert {item.casefold() for item in found} == items


@pytest.mark.parametrize("unit", [".", "a. ", "-", "(a) ", "#", "*", "。", "\n", "e.g. ", ":"])
def test_no_text_takes_long(unit: str) -> None:
    begun = time.process_time()
    checklist_of(unit * 10_000 + "x")
    assert time.process_time() - begun < 1
