"""Money, counts, meters, stars."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.kernel.components import figures
from tests.kernel.components.rendering import show


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0"),
        (999, "999"),
        (1000, "1k"),
        (48_210, "48.2k"),
        (999_999, "999k"),
        (1_300_000, "1.3M"),
        (2_000_000, "2M"),
    ],
)
def test_a_large_count_is_short_and_never_rounded_up(value, text):
    assert figures.compact(value) == text


def test_money_in_a_statement_has_its_sign():
    assert show("{{ 45000|signed_money }} {{ x|signed_money }} {{ 0|signed_money }}", x=-100) == (
        "+$450.00 \N{MINUS SIGN}$1.00 $0.00"
    )


def test_a_meter_shows_parts_of_the_whole_with_their_amounts():
    parts = figures.meter([("Net", 40500, "pine"), ("Fee", 4500, "gold")])["parts"]
    assert [(p["x"], p["width"], p["value"]) for p in parts] == [
        (0, 900 - figures.GAP, "$405.00"),
        (900, 100, "$45.00"),
    ]
    [spent] = figures.meter([("Spent", 1, "pine")], of=4, plain=True)["parts"]
    assert (spent["width"], spent["value"]) == (250 - figures.GAP, "1")
    [nothing] = figures.meter([("Spent", 0, "pine")])["parts"]
    assert nothing["width"] == 0


def spans(*values, of=None):
    parts = figures.meter([("Part", value, "pine") for value in values], of=of)["parts"]
    return [(part["x"], part["width"]) for part in parts]


def test_a_part_that_is_more_than_nothing_is_seen_and_keeps_apart_from_its_neighbours():
    seen = figures.LEAST - figures.GAP
    assert spans(1, 10**12, 0, 1) == [(0, seen), (16, 968 - figures.GAP), (984, 0), (984, 16)]
    # So is the part that is only left.
    assert spans(10**12 - 1, of=10**12) == [(0, 1000 - figures.LEAST - figures.GAP)]
    assert spans(0, 0, of=500) == [(0, 0), (0, 0)]
    assert spans(0) == [(0, 0)]


@given(st.lists(st.integers(min_value=0, max_value=10**12), min_size=1, max_size=6))
def test_parts_of_any_size_stay_in_order_inside_the_bar(values):
    drawn = [(x, width) for (x, width), value in zip(spans(*values), values, strict=True) if value]
    assert all(width >= figures.LEAST // 2 for _, width in drawn)
    ends = [x + width for x, width in drawn]
    assert all(end <= x for end, (x, _) in zip(ends, drawn[1:], strict=False))
    assert ends[-1:] in ([], [figures.BAR])


def test_a_compact_meter_leaves_out_parts_of_nothing_but_says_what_is_free():
    parts = [("Paid", 0, "pine"), ("In escrow", 45_000, "gold"), ("Free", 0, "free")]
    page = show("{% meter parts compact=True %}", parts=parts)
    assert "Paid" not in page
    assert "<span>In escrow</span> <b>$450.00</b>" in page
    assert "<span>Free</span> <b>$0.00</b>" in page
    assert "Paid" in show("{% meter parts %}", parts=parts)
    assert "style=" not in page


def test_a_rating_is_read_with_its_scale():
    assert "4.8" in figures.stars(Decimal("4.8"), count=12)
    assert "of 5 stars" in figures.stars(Decimal("4.8"), count=12)
    assert figures.stars(None) == '<span class="soft">No ratings yet</span>'
    assert 'aria-label="4 of 5 stars"' in figures.stars_row(4)
