"""Many at once, with real threads and connections. Only PostgreSQL lets writers overlap."""

from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone
from payments import PaymentStatus

from accounts.models import User
from marketplace.kernel.errors import Refused
from marketplace.ledger import actions, laws
from marketplace.ledger.models import Account, Deposit, Transfer
from tests.factories.accounts import make_user
from tests.factories.ledger import (
    fill_wallet,
    make_batched,
    make_deposit,
    make_escrow,
    make_hold,
    make_method,
    make_payout,
)
from tests.races import at_once

pytestmark = [pytest.mark.postgres_only, pytest.mark.django_db(transaction=True)]


def refused(results: list[Any]) -> int:
    return sum(isinstance(result, Refused) for result in results)


def balances(user: User) -> dict[str, int]:
    return {a.kind: a.balance_minor for a in Account.objects.of_user(user)}


@pytest.fixture
def user() -> User:
    return make_user()


def test_a_wallet_is_not_spent_twice(user: User) -> None:
    fill_wallet(user, 1_000)
    escrows = [actions.open_escrow() for _ in range(16)]
    results = at_once(
        [
            lambda escrow=escrow: actions.fund_escrow(
                payer=user, escrow=escrow, amount_minor=300, reference=f"x:{escrow.pk}:fund"
            )
            for escrow in escrows
        ]
    )
    assert refused(results) == 13
    assert balances(user) == {"wallet": 100}
    assert list(laws.check_all()) == []


def test_one_reference_at_once_moves_money_once(user: User) -> None:
    fill_wallet(user, 1_000)
    escrow = actions.open_escrow()
    results = at_once(
        [
            lambda: actions.fund_escrow(
                payer=user, escrow=escrow, amount_minor=300, reference="x:1:fund"
            )
        ]
        * 16
    )
    assert len({result.pk for result in results}) == 1
    assert balances(user) == {"wallet": 700}


def test_callbacks_at_once_credit_once(user: User) -> None:
    deposit = make_deposit(user, 50_000)
    at_once(
        [lambda: Deposit.objects.get(pk=deposit.pk).change_status(PaymentStatus.CONFIRMED)] * 16
    )
    assert balances(user) == {"wallet": 50_000}
    assert Transfer.objects.count() == 1
    assert list(laws.check_all()) == []


def test_one_withdrawal_form_at_once_is_one_payout(user: User) -> None:
    fill_wallet(user, 10_000)
    method = make_method(user)
    results = at_once(
        [
            lambda: actions.request_payout(
                actor=user, amount_minor=4_000, method=method, reference="payout:1"
            )
        ]
        * 16
    )
    assert len({result.pk for result in results}) == 1
    assert balances(user) == {"wallet": 6_000, "payout": 4_000}


def test_withdrawals_at_once_take_no_more_than_there_is(user: User) -> None:
    fill_wallet(user, 10_000)
    method = make_method(user)
    results = at_once(
        [
            lambda: actions.request_payout(
                actor=user,
                amount_minor=4_000,
                method=method,
                reference=f"payout:{uuid4()}",
            )
        ]
        * 16
    )
    assert refused(results) == 14
    assert balances(user) == {"wallet": 2_000, "payout": 8_000}


def test_paid_failed_and_cancelled_at_once_settle_once(user: User) -> None:
    """A bank sends back what was paid, so failing may follow paying; nothing else follows."""
    asked, batched = make_payout(user, 4_000), make_batched(make_user(), 4_000)
    results = at_once(
        [
            lambda: actions.mark_payout_paid(actor=user, payout=batched),
            lambda: actions.mark_payout_failed(actor=user, payout=asked, reason="Late"),
            lambda: actions.cancel_payout(actor=user, payout=asked),
        ]
        * 4
    )
    asked.refresh_from_db()
    # Taking back what is taken back is no mistake, and changes nothing.
    assert refused(results) == (7 if asked.state == "cancelled" else 10)
    batched.refresh_from_db()
    assert (asked.settled_at is not None, batched.state) == (True, "paid")
    assert list(laws.check_all()) == []


def test_two_sweeps_at_once_clear_each_hold_once(user: User) -> None:
    for _ in range(10):
        make_hold(user, 100, clears_at=timezone.now())
    assert sum(at_once([actions.clear_due_holds] * 4)) == 10
    assert balances(user) == {"hold": 0, "wallet": 1_000}
    assert list(laws.check_all()) == []


def test_money_going_both_ways_does_not_deadlock() -> None:
    payees = [make_user() for _ in range(4)]
    payer = make_user()
    fill_wallet(payer, 100_000)
    escrows = [make_escrow(10_000, payer=payer) for _ in range(16)]

    def release(number: int) -> Any:
        return actions.release_escrow(
            escrow=escrows[number],
            payer=payer,
            payee=payees[number % 4],
            gross_minor=6_000,
            fee_bps=1000,
            reference=f"x:{number}:release",
            clears_at=timezone.now(),
        )

    def refund(number: int) -> Any:
        return actions.refund_escrow(
            escrow=escrows[number],
            payer=payer,
            amount_minor=4_000,
            reference=f"x:{number}:refund",
        )

    at_once(
        [
            lambda number=number, move=move: move(number)
            for number in range(16)
            for move in (release, refund)
        ]
    )
    assert balances(payer) == {"wallet": 164_000}
    assert list(laws.check_all()) == []
