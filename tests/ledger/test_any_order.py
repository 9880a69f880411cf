"""Every action of the ledger in any order: the laws hold after each, and no cent is amiss."""

import os
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.ledger.any_order import MoneyInAnyOrder, taken

# The same stories every time, so that what they reach can be asserted; `make fuzz` tells new ones.
IS_FIXED = "FUZZ_STORIES" not in os.environ
STORIES = int(os.environ.get("FUZZ_STORIES", "20"))
STEPS = int(os.environ.get("FUZZ_STEPS", "50"))
REACHED = frozenset(
    {"deposit", "charge_back", "reinstate", "fund", "release", "refund", "reverse", "clear"}
    | {"freeze", "unfreeze", "withdraw", "cancel", "batch", "paid", "failed", "sent back"}
    | {"collect", "refused", "hold and withdrawals"}
)


@pytest.mark.django_db
def test_no_cent_is_amiss_in_any_order(record_property: Callable[[str, object], None]) -> None:
    taken.clear()
    run_state_machine_as_test(
        seed(4)(MoneyInAnyOrder) if IS_FIXED else MoneyInAnyOrder,
        settings=settings(
            max_examples=STORIES,
            database=None,
            stateful_step_count=STEPS,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
    record_property("money", dict(taken))
    assert {name: taken[name] for name in REACHED if not taken[name]} == {}, taken
