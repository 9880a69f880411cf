"""Every action of the ledger in any order: the laws hold after each, and no cent is amiss."""

import os
from collections.abc import Callable
from functools import partial

import pytest
from hypothesis import HealthCheck, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.ledger.any_order import MoneyInAnyOrder, taken

STORIES = int(os.environ.get("FUZZ_STORIES", "20"))
STEPS = int(os.environ.get("FUZZ_STEPS", "50"))
# The same seed tells nearly the same stories: Hypothesis draws on the numbers in whatever modules
# are loaded. What each of them reaches is therefore left to chance, except for these.
MAIN_MOVES = {"deposit", "charge_back", "fund", "release", "refund", "withdraw", "refused"}
REACHED = MAIN_MOVES | {
    *("reinstate", "reverse", "clear", "freeze", "unfreeze", "cancel", "batch", "paid", "failed"),
    *("sent back", "collect", "hold and withdrawals"),
}


@pytest.mark.django_db
def test_no_cent_is_amiss_in_any_order(record_property: Callable[[str, object], None]) -> None:
    taken.clear()
    run_state_machine_as_test(
        MoneyInAnyOrder if "FUZZ_STORIES" in os.environ else seed(4)(MoneyInAnyOrder),
        settings=settings(
            max_examples=STORIES,
            database=None,
            stateful_step_count=STEPS,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
    record_property("money", dict(taken))
    assert {name for name in MAIN_MOVES if not taken[name]} == set(), taken


@pytest.mark.django_db
def test_every_move_can_be_made_in_a_story() -> None:
    taken.clear()
    story = MoneyInAnyOrder()
    story.begin()
    for move in (
        partial(story.go_on_with_hold, 0, "freeze"),
        partial(story.go_on_with_hold, 0, "freeze"),  # which unfreezes it
        partial(story.charge_back_all, 1),
        partial(story.reinstate, 0, 0),
        partial(story.deposit, 1, 20_000),
        *[partial(story.withdraw, 1, 0, 5_000, how) for how in ("ask", "cancel", "ask")],
        *[partial(story.withdraw, 1, 0, 5_000, "next")] * 3,  # batched, paid, sent back
        partial(story.fund, 0, 5_000),
        partial(story.fund, 0, 50_000),  # more than there is
        partial(story.share_out, 0, 50, 1_000),
        partial(story.go_on_with_hold, 0, "reverse"),
        partial(story.fund, 0, 4_000),
        partial(story.share_out, 0, 100, 1_000),
        partial(story.go_on_with_hold, 1, "wait"),
    ):
        move()
        story.the_books_say_what_the_model_says()
    story.teardown()
    assert {name for name, times in taken.items() if times} == REACHED, taken
