"""Moves and jumps of the clock in any order: the laws hold after each."""

import sys

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.ads.any_order import AdInAnyOrder, taken


@pytest.mark.postgres_only
@pytest.mark.django_db
def test_the_laws_hold_in_any_order(capsys: pytest.CaptureFixture[str]) -> None:
    run_state_machine_as_test(
        AdInAnyOrder,
        settings=settings(
            max_examples=25,
            # The same sequences every time, so that what they reach can be asserted.
            derandomize=True,
            stateful_step_count=40,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
    with capsys.disabled():
        counts = ", ".join(f"{name} {count}" for name, count in taken.most_common())
        sys.stdout.write(f"\nReached: {counts}.\n")
    moves = {"send", "counter", "accept", "decline", "withdraw", "fund", "submit"}
    moves |= {"request_changes", "approve", "post_live", "reject_live", "complete", "rate"}
    moves |= {"cancel", "moved by the clock"}
    assert moves - set(taken) == set()
