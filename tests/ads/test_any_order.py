"""Moves and jumps of the clock in any order: the laws hold after each."""

import os
from collections import Counter
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.ads.any_order import REACHED, AdInAnyOrder, taken

# Two hundred stories of forty steps; `make fuzz` tells two thousand of sixty, new ones each time.
SHARDS = 10
STORIES = int(os.environ.get("FUZZ_STORIES", "200"))
STEPS = int(os.environ.get("FUZZ_STEPS", "40"))
IS_FIXED = "FUZZ_STORIES" not in os.environ
# Far below what is usual: Hypothesis draws on the numbers in whatever modules are loaded, so the
# stories of one seed change with the code.
OFTEN = STORIES // 100
# How often each move succeeded in all shards, which one process runs one after another.
total: Counter[str] = Counter()


@pytest.mark.django_db
@pytest.mark.parametrize("shard", range(SHARDS))
def test_the_laws_hold_in_any_order(
    shard: int, record_property: Callable[[str, object], None]
) -> None:
    taken.clear()
    machine = type(f"AdInAnyOrder{shard}", (AdInAnyOrder,), {})
    run_state_machine_as_test(
        # Nearly the same sequences every time, so that what they reach can be asserted.
        seed(shard)(machine) if IS_FIXED else machine,
        settings=settings(
            max_examples=STORIES // SHARDS,
            database=None,
            stateful_step_count=STEPS,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
    total.update(taken)
    record_property("taken", dict(taken))


def test_every_move_was_made_often() -> None:
    assert {name: total[name] for name in REACHED if total[name] < OFTEN} == {}
