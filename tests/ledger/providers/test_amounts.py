"""Amounts in Stripe's units and back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.ledger.providers.amounts import (
    from_stripe,
    is_counted_by_stripe,
    step_minor,
    to_stripe,
)


@pytest.mark.parametrize(
    ("currency", "amount_minor", "told"),
    [
        ("USD", 50_000, 50_000),
        ("EUR", 1, 1),
        ("JPY", 500, 500),
        ("KRW", 500, 500),
        ("ISK", 500, 50_000),
        ("RSD", 500, 50_000),
        ("KWD", 5_120, 5_120),
    ],
)
def test_amounts_are_told_as_stripe_counts_them(
    currency: str, amount_minor: int, told: int
) -> None:
    assert to_stripe(amount_minor, currency) == told
    assert from_stripe(told, currency) == amount_minor


@given(
    st.integers(min_value=0, max_value=10**12),
    st.sampled_from(["USD", "EUR", "JPY", "ISK", "KWD", "CLP", "HUF", "TND"]),
)
def test_no_amount_changes_on_the_way(amount_minor: int, currency: str) -> None:
    assert from_stripe(to_stripe(amount_minor, currency), currency) == amount_minor


def test_a_part_of_the_smallest_coin_counts_as_one() -> None:
    assert from_stripe(101, "ISK") == 2


@pytest.mark.parametrize(
    ("currency", "is_counted"),
    [("USD", True), ("JPY", True), ("ISK", True), ("KWD", True), ("UGX", False), ("LYD", False)],
)
def test_currencies_that_might_be_misread_are_known(currency: str, is_counted: bool) -> None:
    assert is_counted_by_stripe(currency) is is_counted


@pytest.mark.parametrize(
    ("currency", "step"),
    [
        *[(currency, 10) for currency in ("KWD", "BHD", "JOD", "OMR", "TND")],
        *[(currency, 1) for currency in ("USD", "EUR", "JPY", "ISK")],
    ],
)
def test_of_three_decimals_the_last_is_zero(currency: str, step: int) -> None:
    assert step_minor(currency) == step
