"""What the room says about deliverables, rounds and results."""

from dataclasses import replace

import pytest

from ads import actions
from ads.actions.results import Figures
from ads.models import Ad
from ads.room import Room
from ads.room.work import round_words
from ads.workflow import Side, State
from tests.ads.test_room import NOW, read
from tests.factories.ads import ask_for_changes, hand_in, make_ad, make_terms

pytestmark = pytest.mark.django_db


def ad_of(state: str, *, quantity: int = 1, **terms: object) -> Ad:
    items = tuple(replace(item, quantity=quantity) for item in make_terms(now=NOW).items)
    return make_ad(state, terms=make_terms(now=NOW, items=items, **terms), now=NOW)


def room_of(ad: Ad) -> Room:
    return Room(read(ad, Side.SPONSOR))


def enter(ad: Ad, *figures: dict[str, int]) -> None:
    """Enter the figures of each deliverable; an empty one is left out."""
    items = ad.deliverables.all()
    results = {
        item.pk: Figures(NOW.date(), **known)
        for item, known in zip(items, figures, strict=True)
        if known
    }
    actions.enter_results(actor=ad.influencer.user, ad=ad, results=results, now=NOW)


def test_rounds_are_counted_against_the_terms() -> None:
    assert round_words(read(ad_of(State.OFFERED), Side.SPONSOR)) == ""
    ad = ad_of(State.IN_REVIEW)
    assert room_of(ad).rounds == "First drafts, 2 rounds of changes agreed"
    ask_for_changes(ad, now=NOW)
    assert room_of(ad).rounds == "Round 1 of 2"
    hand_in(ad, now=NOW)
    ask_for_changes(ad, now=NOW)
    assert room_of(ad).rounds == "Round 2 of 2"
    assert room_of(ad_of(State.ACTIVE, revision_rounds=0)).rounds == (
        "First drafts, no rounds of changes agreed"
    )
    assert room_of(ad_of(State.COMPLETED)).rounds == ""


def test_several_deliverables_are_numbered_and_one_is_not() -> None:
    assert [row.title for row in room_of(ad_of(State.ACTIVE)).work] == ["Post"]
    assert [row.title for row in room_of(ad_of(State.ACTIVE, quantity=2)).work] == [
        "1. Post",
        "2. Post",
    ]


def test_the_price_pays_for_all_posts_so_all_have_to_be_known() -> None:
    ad = ad_of(State.COMPLETED, quantity=2)
    enter(ad, {"views": 10_000, "likes": 90, "comments": 10}, {})
    assert room_of(ad).costs == []
    enter(ad, {}, {"views": 20_000, "likes": 50})
    # 45,000 / 30,000 × 1,000; comments of the second are not known, so there is no CPE.
    assert [(cost.name, cost.text) for cost in room_of(ad).costs] == [("CPM", "$15.00")]
    enter(ad, {}, {"views": 20_000, "likes": 50, "comments": 0})
    assert [(cost.name, cost.text) for cost in room_of(ad).costs] == [
        ("CPM", "$15.00"),
        ("CPE", "$3.00"),
    ]


def test_nothing_reached_costs_nothing_that_could_be_said() -> None:
    ad = ad_of(State.POSTED)
    enter(ad, {"views": 0, "likes": 0, "comments": 0})
    room = room_of(ad)
    assert room.costs == []
    assert room.work[0].reached[0].figures == (("views", 0), ("likes", 0), ("comments", 0))
