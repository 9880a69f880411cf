"""The least that may be withdrawn, as the action says and as an account needs to be closed."""

from collections.abc import Callable

import pytest

from accounts.actions import delete_account
from accounts.models import User
from marketplace.kernel.errors import Refused
from marketplace.ledger import actions
from marketplace.ledger.least_payout import least_payout_minor
from tests.factories.accounts import make_moderator, make_sponsor
from tests.factories.ledger import (
    fill_wallet,
    make_batched,
    make_escrow,
    make_hold,
    make_method,
    make_payout,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def user() -> User:
    return make_sponsor().user


def ask(user: User, amount_minor: int) -> None:
    actions.request_payout(
        actor=user,
        amount_minor=amount_minor,
        method=make_method(user),
        reference=f"payout:{amount_minor}",
    )


def words(user: User, amount_minor: int) -> str:
    """Return what the action refuses the amount with; the look before it says the same."""
    method = make_method(user)
    with pytest.raises(Refused) as looked:
        actions.require_withdrawable(user=user, amount_minor=amount_minor, method=method)
    with pytest.raises(Refused) as asked:
        ask(user, amount_minor)
    assert str(looked.value) == str(asked.value)
    assert (looked.value.field, asked.value.field) == ("amount_minor", "amount_minor")
    return str(asked.value)


@pytest.mark.parametrize(
    ("balance", "least"), [(0, 2_000), (1, 1), (1_999, 1_999), (2_000, 2_000), (2_001, 2_000)]
)
def test_the_least_is_the_rule_or_all_there_is(user: User, balance: int, least: int) -> None:
    assert least_payout_minor(user, balance_minor=balance) == least


def test_an_account_with_little_is_emptied_and_deleted(user: User) -> None:
    fill_wallet(user, 1_500)
    ask(user, 1_500)
    payout = user.payouts.get()
    moderator = make_moderator()
    actions.make_batches(actor=moderator, payouts=[payout])
    actions.mark_payout_paid(actor=moderator, payout=payout)
    delete_account(actor=user)
    user.refresh_from_db()
    assert not user.is_active


@pytest.mark.parametrize("amount", [1, 1_499])
def test_a_part_of_little_is_refused(user: User, amount: int) -> None:
    fill_wallet(user, 1_500)
    assert words(user, amount) == "Withdraw all $15.00 at once: it is less than $20.00."


@pytest.mark.parametrize(
    "begin",
    [
        lambda user: make_hold(user, 5_000),
        lambda user: make_payout(user, 5_000),
        lambda user: make_batched(user, 5_000),
        lambda user: make_escrow(5_000, payer=user),
    ],
    ids=["a hold", "a withdrawal", "one being paid", "an escrow"],
)
def test_little_waits_for_what_may_still_come(user: User, begin: Callable[[User], object]) -> None:
    begin(user)
    fill_wallet(user, 1_500)
    assert words(user, 1_500) == (
        "Withdraw $20.00 or more at a time. Less goes out once it is all you have, with nothing "
        "on hold, in escrow or being paid out."
    )


def test_what_others_have_on_hold_and_in_escrow_does_not_count(user: User) -> None:
    other = make_sponsor().user
    make_hold(other, 5_000)
    make_escrow(5_000, payer=other)
    make_payout(other)
    assert least_payout_minor(user, balance_minor=1_500) == 1_500
