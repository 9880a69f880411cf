"""What the models and their constraints refuse, tried by writes that go round the actions."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from accounts.models import User
from marketplace.ledger import actions
from marketplace.ledger.models import (
    FLOORED_KINDS,
    USER_KINDS,
    Account,
    AccountKind,
    Deposit,
    Hold,
    Payout,
    Transfer,
    TransferKind,
)
from tests.factories.accounts import make_moderator, make_user
from tests.factories.ledger import fill_wallet, make_deposit, make_hold, make_payout

pytestmark = pytest.mark.django_db


@pytest.fixture
def user() -> User:
    return make_user(role=User.Role.INFLUENCER)


@pytest.fixture
def transfer(user: User) -> Transfer:
    fill_wallet(user, 1_000)
    return Transfer.objects.get()


def account_of(kind: AccountKind, user: User) -> Account:
    return Account.objects.create(kind=kind, user=user if kind in USER_KINDS else None)


@pytest.mark.parametrize("kind", FLOORED_KINDS)
def test_floored_accounts_cannot_fall_below_zero(kind: AccountKind, user: User) -> None:
    account = account_of(kind, user)
    with pytest.raises(IntegrityError, match="account_not_below_floor"), transaction.atomic():
        Account.objects.filter(pk=account.pk).update(debits_minor=F("debits_minor") + 1)


@pytest.mark.parametrize("kind", [AccountKind.EXTERNAL, AccountKind.FEES, AccountKind.RECEIVABLE])
def test_other_accounts_may_be_negative(kind: AccountKind, user: User) -> None:
    account = account_of(kind, user)
    Account.objects.filter(pk=account.pk).update(debits_minor=5)
    account.refresh_from_db()
    assert account.balance_minor == -5


@pytest.mark.parametrize(
    ("values", "constraint"),
    [
        ({"kind": "purse"}, "account_kind_known"),
        ({"kind": "wallet"}, "account_user_as_kind_demands"),
        ({"kind": "fees", "debits_minor": -1}, "account_counters_not_negative"),
    ],
)
def test_impossible_accounts_are_refused(values: dict[str, Any], constraint: str) -> None:
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Account.objects.create(**values)


def test_an_escrow_belongs_to_no_user(user: User) -> None:
    with pytest.raises(IntegrityError, match="user_as_kind_demands"), transaction.atomic():
        Account.objects.create(kind=AccountKind.ESCROW, user=user)


def test_a_user_has_one_wallet(user: User) -> None:
    Account.objects.create(kind=AccountKind.WALLET, user=user)
    with pytest.raises(IntegrityError), transaction.atomic():
        Account.objects.create(kind=AccountKind.WALLET, user=user)


def test_there_is_one_outside_world() -> None:
    Account.objects.create(kind=AccountKind.EXTERNAL)
    with pytest.raises(IntegrityError), transaction.atomic():
        Account.objects.create(kind=AccountKind.EXTERNAL)


def test_an_account_is_never_deleted(user: User) -> None:
    with pytest.raises(TypeError):
        fill_wallet(user, 5).delete()


def test_a_user_with_money_history_is_never_deleted(user: User) -> None:
    fill_wallet(user, 5)
    with pytest.raises(IntegrityError):
        user.delete()


@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ({"amount_minor": 0}, "transfer_amount_positive"),
        ({"amount_minor": -5}, "transfer_amount_positive"),
        ({"reference": ""}, "transfer_has_reference"),
    ],
)
def test_impossible_transfers_are_refused(
    transfer: Transfer, change: dict[str, Any], constraint: str
) -> None:
    values = {
        "debit_account": transfer.debit_account,
        "credit_account": transfer.credit_account,
        "amount_minor": 5,
        "kind": TransferKind.DEPOSIT,
        "reference": "x:2",
    }
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Transfer.objects.create(**(values | change))


def test_a_reference_is_used_once(transfer: Transfer) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Transfer.objects.create(
            debit_account=transfer.debit_account,
            credit_account=transfer.credit_account,
            amount_minor=5,
            kind=TransferKind.DEPOSIT,
            reference=transfer.reference,
        )


def test_the_orm_neither_changes_nor_deletes_a_transfer(transfer: Transfer) -> None:
    transfer.amount_minor = 1
    with pytest.raises(TypeError, match="only ever added"):
        transfer.save()
    with pytest.raises(TypeError, match="only ever added"):
        transfer.delete()
    with pytest.raises(TypeError, match="only ever added"):
        Transfer.objects.update(amount_minor=1)
    with pytest.raises(TypeError, match="only ever added"):
        Transfer.objects.all().delete()


def test_a_cleared_hold_names_its_transfer(user: User) -> None:
    hold = make_hold(user, 500)
    with pytest.raises(IntegrityError, match="hold_cleared_by_transfer"), transaction.atomic():
        Hold.objects.filter(pk=hold.pk).update(cleared_at=timezone.now())


def test_a_frozen_hold_has_a_reason(user: User) -> None:
    hold = make_hold(user, 500)
    with pytest.raises(IntegrityError, match="hold_frozen_with_reason"), transaction.atomic():
        Hold.objects.filter(pk=hold.pk).update(frozen_at=timezone.now(), frozen_by=make_moderator())


def test_a_frozen_hold_does_not_clear(user: User) -> None:
    past = timezone.now() - timedelta(days=1)
    hold = make_hold(user, 500, clears_at=past)
    actions.clear_hold(hold_id=hold.pk, now=timezone.now())
    with pytest.raises(IntegrityError, match="hold_frozen_never_clears"), transaction.atomic():
        Hold.objects.filter(pk=hold.pk).update(
            frozen_at=past, frozen_by=make_moderator(), frozen_reason="Stolen card"
        )


def test_only_a_confirmed_deposit_is_credited(user: User) -> None:
    deposit = make_deposit(user)
    with pytest.raises(IntegrityError, match="deposit_credited_when"), transaction.atomic():
        Deposit.objects.filter(pk=deposit.pk).update(credited_at=timezone.now())


@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ({"amount_minor": 0}, "what a payout was agreed to be is kept"),
        ({"state": "lost", "settled_at": timezone.now()}, "payout_state_known"),
        ({"state": "paid"}, "payout_settled_when_over"),
        ({"state": "failed", "settled_at": timezone.now()}, "payout_failed_with_note"),
    ],
)
def test_impossible_payouts_are_refused(
    user: User, change: dict[str, Any], constraint: str
) -> None:
    payout = make_payout(user)
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Payout.objects.filter(pk=payout.pk).update(**change)
