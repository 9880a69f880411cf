"""The laws about what was taken back, broken on purpose as in test_laws."""

import pytest
from django.utils import timezone
from payments import PaymentStatus

from accounts.models import User
from marketplace.ledger import actions, laws
from marketplace.ledger.models import Account, AccountKind, Deposit, Hold, Transfer
from tests.factories.accounts import make_user
from tests.factories.ledger import fill_wallet, make_deposit, make_hold, make_payout
from tests.ledger.damage import drop_triggers, sql

pytestmark = pytest.mark.django_db


@pytest.fixture
def user() -> User:
    return make_user(role=User.Role.INFLUENCER)


def violations() -> list[str]:
    return [str(violation) for violation in laws.check_all()]


def paid_in(user: User, amount_minor: int = 500) -> Deposit:
    """Return a deposit whose money came and was spent on a payout."""
    deposit = make_deposit(user, amount_minor)
    deposit.change_status(PaymentStatus.CONFIRMED)
    return Deposit.objects.get(pk=deposit.pk)


def test_a_life_of_debts_keeps_every_law(user: User) -> None:
    deposit = paid_in(user, 10_000)
    actions.mark_payout_failed(actor=user, payout=make_payout(user), reason="No such account")
    hold = make_hold(user, 700)
    actions.charge_back_deposit(deposit_id=deposit.pk, total_minor=400)
    actions.reverse_release(hold=hold)
    actions.charge_back_deposit(deposit_id=deposit.pk)
    actions.reinstate_deposit(deposit_id=deposit.pk, total_minor=1)
    assert violations() == []


def test_a_chargeback_without_its_transfer_is_found(user: User) -> None:
    deposit = paid_in(user)
    Deposit.objects.filter(pk=deposit.pk).update(
        charged_back_minor=200, charged_back_at=timezone.now()
    )
    assert violations() == [
        (
            f"chargebacks equal their transfers: deposit {deposit.pk} counts 200 as taken back, "
            "its transfers 0"
        )
    ]


def test_a_chargeback_that_no_deposit_counts_is_found(user: User) -> None:
    deposit = paid_in(user)
    actions.charge_back_deposit(deposit_id=deposit.pk, total_minor=300)
    actions.reinstate_deposit(deposit_id=deposit.pk, total_minor=100)
    sql("UPDATE ledger_deposit SET charged_back_minor = 0")
    assert violations() == [
        (
            f"chargebacks equal their transfers: deposit {deposit.pk} counts 0 as taken back, "
            "its transfers 100"
        )
    ]


def owing(user: User) -> Account:
    """Return the account of a debt of 500."""
    deposit = paid_in(user)
    wallet = actions.wallet_for(user)
    actions.fund_escrow(
        payer=user, escrow=actions.open_escrow(), amount_minor=500, reference=f"x:{wallet.pk}"
    )
    actions.charge_back_deposit(deposit_id=deposit.pk)
    return Account.objects.get(user=user, kind=AccountKind.RECEIVABLE)


def test_money_beside_a_debt_is_found(user: User) -> None:
    debt = owing(user)
    other = fill_wallet(make_user(), 200)
    drop_triggers("ledger_account")
    mine = actions.wallet_for(user)
    # As if 200 had come without paying the debt.
    sql("UPDATE ledger_account SET credits_minor = credits_minor + 200 WHERE id = %s", mine.pk)
    sql("UPDATE ledger_account SET credits_minor = credits_minor - 200 WHERE id = %s", other.pk)
    broken = [violation for violation in violations() if violation.startswith("nobody")]
    assert broken == [
        (
            f"nobody owes with money at hand: account {debt.pk} (receivable) stands at -500 "
            "beside its owner's wallet"
        )
    ]


def test_a_debt_paid_twice_is_found(user: User) -> None:
    debt = owing(user)
    fill_wallet(user, 500)
    sql("UPDATE ledger_account SET credits_minor = credits_minor + 1 WHERE id = %s", debt.pk)
    broken = [violation for violation in violations() if violation.startswith("nobody")]
    assert broken == [
        (
            f"nobody owes with money at hand: account {debt.pk} (receivable) stands at 1 "
            "beside its owner's wallet"
        )
    ]


@pytest.mark.parametrize(
    "change",
    [
        "kind = 'refund'",
        "amount_minor = 699",
        "credit_account_id = (SELECT MIN(id) FROM ledger_account WHERE kind = 'external')",
        "debit_account_id = (SELECT MIN(id) FROM ledger_account WHERE kind = 'external')",
    ],
)
def test_a_reversal_that_goes_elsewhere_is_found(user: User, change: str) -> None:
    hold = make_hold(user, 700)
    actions.reverse_release(hold=hold)
    drop_triggers("ledger_transfer")
    reference = f"{hold.release.reference}:reversed"
    sql(f"UPDATE ledger_transfer SET {change} WHERE reference = %s", reference)
    broken = [violation for violation in violations() if violation.startswith("reversals")]
    assert broken == [f"reversals go back: {reference} does not give back what it reverses"]


def test_a_reversal_out_of_the_owners_wallet_is_right(user: User) -> None:
    hold = make_hold(user, 700, clears_at=timezone.now())
    actions.clear_due_holds()
    actions.reverse_release(hold=hold)
    reversal = Transfer.objects.get(reversal_of=hold.release)
    assert reversal.debit_account == actions.wallet_for(user)
    assert violations() == []


def test_a_hold_marked_as_reversed_that_was_not_is_found(user: User) -> None:
    hold = make_hold(user, 700)
    Hold.objects.filter(pk=hold.pk).update(reversed_at=timezone.now())
    assert violations() == [
        f"holds equal their account: account {hold.account_id} holds 700, its holds say 0",
        (
            f"reversed holds were given back: hold {hold.pk} and its release do not agree about "
            "the reversal"
        ),
    ]


def test_a_reversed_hold_that_is_not_marked_is_found(user: User) -> None:
    hold = make_hold(user, 700)
    actions.reverse_release(hold=hold)
    Hold.objects.filter(pk=hold.pk).update(reversed_at=None)
    assert violations() == [
        f"holds equal their account: account {hold.account_id} holds 0, its holds say 700",
        (
            f"reversed holds were given back: hold {hold.pk} and its release do not agree about "
            "the reversal"
        ),
    ]


def test_a_hold_that_lost_more_than_was_taken_is_found(user: User) -> None:
    hold = make_hold(user, 700)
    Hold.objects.filter(pk=hold.pk).update(taken_minor=100)
    assert violations() == [
        f"holds equal their account: account {hold.account_id} holds 700, its holds say 600"
    ]


def test_a_payout_the_bank_sent_back_but_that_stays_paid_is_found(user: User) -> None:
    payout = make_payout(user)
    actions.make_batches(actor=user, payouts=[payout])
    actions.mark_payout_paid(actor=user, payout=payout)
    actions.mark_payout_failed(actor=user, payout=payout, reason="No such account")
    sql("UPDATE ledger_payout SET state = 'paid'")
    assert violations() == [
        f"payouts have their transfers: payout {payout.pk} (paid) does not match its transfers"
    ]
