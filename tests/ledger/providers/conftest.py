"""A site that takes money through Stripe. Loaded before Django: models are imported late."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
import stripe
from pytest_django import Settings

if TYPE_CHECKING:
    from accounts.models import User
    from marketplace.ledger.models import Deposit
    from tests.ledger.providers.stripe_api import Api


@pytest.fixture
def stripe_site(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """Configure Stripe as the environment would, and forget providers made before."""
    from payments import core

    from tests.ledger.providers.stripe_api import VARIANTS

    settings.PAYMENT_PROVIDER = "stripe"
    settings.PAYMENT_VARIANTS = VARIANTS
    monkeypatch.setattr(core, "PROVIDER_CACHE", {})
    monkeypatch.setattr(stripe, "default_http_client", None)
    monkeypatch.setattr(stripe, "max_network_retries", stripe.max_network_retries)


@pytest.fixture
def api(stripe_site: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[Api]:
    """Stand in for api.stripe.com."""
    from tests.ledger.providers.stripe_api import api_server

    with api_server() as api:
        monkeypatch.setattr(stripe, "api_base", api.address)
        yield api


@pytest.fixture
def user(db: None) -> User:
    from tests.factories.accounts import make_sponsor

    return make_sponsor().user


@pytest.fixture
def deposit(stripe_site: None, user: User) -> Deposit:
    from tests.ledger.providers.stripe_api import make_recorded_deposit

    return make_recorded_deposit(user)
