"""Money that keeps an account open: what is there, and what may still come."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone
from payments import PaymentStatus

from accounts.actions.deletion import reasons_against_deletion
from accounts.models import User
from marketplace.kernel.components.times import exact
from marketplace.ledger.limits import CHECKOUT_LIFE
from tests.factories.accounts import make_sponsor
from tests.factories.ledger import fill_wallet, make_deposit

pytestmark = pytest.mark.django_db


@pytest.fixture
def user() -> User:
    return make_sponsor().user


def test_money_in_the_wallet_keeps_an_account(user: User) -> None:
    fill_wallet(user, 5_000)
    assert reasons_against_deletion(user) == ["Wallet: $50.00. Every balance has to be zero first."]


def test_a_deposit_that_can_still_be_paid_keeps_an_account_until_its_page_expires(
    user: User,
) -> None:
    with time_machine.travel(timezone.now(), tick=False) as clock:
        deposit = make_deposit(user, 10_000)
        clock.shift(timedelta(hours=5))
        deposit.save()  # as when the page to pay on is made
        last = timezone.now() + CHECKOUT_LIFE
        said = f"You began to deposit $100.00, which can still be paid until {exact(last)}."
        waiting = [f"{said} Wait until then."]
        assert reasons_against_deletion(user) == waiting
        clock.move_to(last - timedelta(seconds=1))
        assert reasons_against_deletion(user) == waiting
        clock.move_to(last)
        assert reasons_against_deletion(user) == []


@pytest.mark.parametrize(
    "status", [PaymentStatus.REJECTED, PaymentStatus.ERROR, PaymentStatus.CANCELLED]
)
def test_a_deposit_that_is_over_keeps_no_account(user: User, status: str) -> None:
    make_deposit(user, 10_000).change_status(status)
    assert reasons_against_deletion(user) == []


def test_others_deposits_keep_no_account(user: User) -> None:
    make_deposit(make_sponsor().user, 10_000)
    assert reasons_against_deletion(user) == []
