"""Stripe's events at once, with real threads and connections, over the real address."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections

from accounts.models import User
from marketplace.ledger import laws
from marketplace.ledger.models import Account, Deposit, Transfer
from tests.ledger.providers.stripe_api import AMOUNT, Api, recorded, send

pytestmark = [pytest.mark.postgres_only, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def user(transactional_db: None) -> User:
    from tests.factories.accounts import make_sponsor

    return make_sponsor().user


def at_once(names: list[str]) -> set[int]:
    """Send events in threads of their own; return the answers' statuses."""

    def run(name: str) -> int:
        try:
            return send(recorded(name)).status_code
        finally:
            connections.close_all()

    with ThreadPoolExecutor(max_workers=16) as pool:
        return set(pool.map(run, names))


def balances(user: User) -> dict[str, int]:
    return {account.kind: account.balance_minor for account in Account.objects.of_user(user)}


def test_one_event_at_once_credits_once(deposit: Deposit) -> None:
    assert at_once(["completed"] * 16) == {200}
    assert Transfer.objects.count() == 1
    assert balances(deposit.user) == {"wallet": AMOUNT}
    assert list(laws.check_all()) == []


def test_refunds_at_once_take_the_money_once(deposit: Deposit) -> None:
    send(recorded("completed"))
    assert at_once(["refunded_partly", "refunded", "completed", "refunded"] * 4) == {200}
    deposit.refresh_from_db()
    assert (deposit.charged_back_minor, balances(deposit.user)["wallet"]) == (AMOUNT, 0)
    assert list(laws.check_all()) == []


def test_all_that_can_happen_at_once_ends_as_stripe_has_it(deposit: Deposit, api: Api) -> None:
    api.answers("payment_intent")
    story = ["completed", "expired", "dispute_created", "dispute_withdrawn", "dispute_reinstated"]
    assert at_once([*story, "dispute_won", *reversed(story)] * 2) == {200}
    deposit.refresh_from_db()
    assert (deposit.charged_back_minor, balances(deposit.user)["wallet"]) == (0, AMOUNT)
    assert list(laws.check_all()) == []
