"""Money, counts, meters, stars."""

from decimal import Decimal

import pytest

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
        (0, 900, "$405.00"),
        (900, 100, "$45.00"),
    ]
    [spent] = figures.meter([("Spent", 1, "pine")], of=4, plain=True)["parts"]
    assert (spent["width"], spent["value"]) == (250, "1")
    [nothing] = figures.meter([("Spent", 0, "pine")])["parts"]
    assert nothing["width"] == 0


def test_a_rating_is_read_with_its_scale():
    assert "4.8" in figures.stars(Decimal("4.8"), count=12)
    assert "of 5 stars" in figures.stars(Decimal("4.8"), count=12)
    assert figures.stars(None) == '<span class="soft">No ratings yet</span>'
    assert 'aria-label="4 of 5 stars"' in figures.stars_row(4)
