"""What must be true of the settings before the site handles money."""

from typing import Any

import pytest
from django.test import override_settings

from marketplace.ledger.checks import (
    dummy_provider_only_in_demos,
    stripe_counts_the_currency,
    stripe_is_verified,
    stripe_takes_real_money,
)
from tests.ledger.providers.stripe_api import VARIANTS

PROVIDER, CONFIG = VARIANTS["stripe"]


def test_the_dummy_provider_is_an_error_outside_demos() -> None:
    with override_settings(DEBUG=False, DEMO=False):
        assert [error.id for error in dummy_provider_only_in_demos()] == ["ledger.E001"]
        with override_settings(PAYMENT_VARIANTS=VARIANTS):
            assert dummy_provider_only_in_demos() == []


@pytest.mark.parametrize("flag", ["DEBUG", "DEMO"])
def test_the_dummy_provider_is_fine_in_demos(flag: str) -> None:
    with override_settings(**({"DEBUG": False, "DEMO": False} | {flag: True})):
        assert dummy_provider_only_in_demos() == []


@pytest.mark.parametrize(
    "change",
    [
        {"secure_endpoint": False},
        {"endpoint_secret": ""},
        {"endpoint_secret": "sk_test_swapped"},
        {"api_key": ""},
        {"api_key": "pk_test_the_public_one"},
    ],
)
def test_stripe_without_verified_events_is_an_error(change: dict[str, Any]) -> None:
    with override_settings(PAYMENT_VARIANTS={"stripe": (PROVIDER, CONFIG | change)}):
        assert [error.id for error in stripe_is_verified()] == ["ledger.E002"]


def test_stripe_with_keys_of_the_right_kind_is_fine() -> None:
    for key in ("sk_live_x", "sk_test_x", "rk_live_x"):
        with override_settings(PAYMENT_VARIANTS={"stripe": (PROVIDER, CONFIG | {"api_key": key})}):
            assert stripe_is_verified() == []
    assert stripe_is_verified() == []


def test_stripe_in_a_currency_it_might_misread_is_an_error() -> None:
    with override_settings(PAYMENT_VARIANTS=VARIANTS, CURRENCY="UGX"):
        assert [error.id for error in stripe_counts_the_currency()] == ["ledger.E003"]
    with override_settings(PAYMENT_VARIANTS=VARIANTS, CURRENCY="JPY"):
        assert stripe_counts_the_currency() == []
    with override_settings(CURRENCY="UGX"):
        assert stripe_counts_the_currency() == []


@pytest.mark.parametrize(
    ("key", "is_demo", "found"),
    [
        ("sk_test_x", False, ["ledger.W001"]),
        ("rk_test_x", False, ["ledger.W001"]),
        ("sk_test_x", True, []),
        ("sk_live_x", False, []),
    ],
)
def test_a_test_key_outside_demos_is_warned_of(key: str, is_demo: bool, found: list[str]) -> None:
    variants = {"stripe": (PROVIDER, CONFIG | {"api_key": key})}
    with override_settings(PAYMENT_VARIANTS=variants, DEBUG=False, DEMO=is_demo):
        assert [warning.id for warning in stripe_takes_real_money()] == found
