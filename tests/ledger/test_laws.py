"""Each law is broken on purpose, by writes that go round the actions, and must be found."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone
from payments import PaymentStatus

from accounts.models import User
from marketplace.ledger import actions, laws
from marketplace.ledger.models import Account, AccountKind, Deposit, Hold, Payout, Transfer
from tests.factories.accounts import make_user
from tests.factories.ledger import (
    fill_wallet,
    make_batched,
    make_deposit,
    make_escrow,
    make_hold,
    make_payout,
)
from tests.ledger.damage import drop_constraint, drop_triggers, sql, without_checks

pytestmark = pytest.mark.django_db


@pytest.fixture
def user() -> User:
    return make_user(role=User.Role.INFLUENCER)


def own_violations() -> list[str]:
    return [str(violation) for violation in laws.check_all()]


def test_a_busy_ledger_keeps_every_law(user: User) -> None:
    make_payout(user)
    actions.mark_payout_failed(actor=user, payout=make_payout(user), reason="No such account")
    paid = actions.mark_payout_paid(actor=user, payout=make_batched(user))
    actions.mark_payout_failed(actor=user, payout=paid, reason="The bank sent it back")
    actions.mark_payout_paid(actor=user, payout=make_batched(user))
    make_hold(user, 700)
    actions.clear_hold(
        hold_id=make_hold(user, 900, clears_at=timezone.now()).pk, now=timezone.now()
    )
    make_deposit(user).change_status(PaymentStatus.CONFIRMED)
    make_deposit(user)
    assert own_violations() == []


def test_money_from_nowhere_is_found(user: User) -> None:
    wallet = fill_wallet(user, 100)
    sql("UPDATE ledger_account SET credits_minor = credits_minor + 7 WHERE id = %s", wallet.pk)
    assert own_violations() == [
        "balances sum to zero: the balances add up to 7",
        (
            f"counters equal transfers: account {wallet.pk} (wallet) counts 0 out and 107 in, "
            "its transfers 0 out and 100 in"
        ),
    ]


def test_counters_that_cancel_each_other_out_are_found(user: User) -> None:
    drop_triggers("ledger_account")
    wallet, other = fill_wallet(user, 100), fill_wallet(make_user(), 100)
    sql("UPDATE ledger_account SET credits_minor = credits_minor + 7 WHERE id = %s", wallet.pk)
    sql("UPDATE ledger_account SET credits_minor = credits_minor - 7 WHERE id = %s", other.pk)
    assert [violation.law for violation in laws.check_all()] == ["counters equal transfers"] * 2


def test_an_account_below_its_floor_is_found(user: User) -> None:
    escrow = make_escrow(100)
    wallet = actions.wallet_for(user)
    drop_triggers("ledger_account")
    with without_checks("ledger_account", "account_not_below_floor"):
        Transfer.objects.create(
            debit_account=escrow,
            credit_account=wallet,
            amount_minor=130,
            kind="refund",
            reference="x:1",
        )
        sql("UPDATE ledger_account SET debits_minor = 130 WHERE id = %s", escrow.pk)
        sql("UPDATE ledger_account SET credits_minor = 130 WHERE id = %s", wallet.pk)
        assert own_violations() == [
            f"no account below its floor: account {escrow.pk} (escrow) holds -30"
        ]
        # On SQLite the connection checks again when the test ends.
        sql("UPDATE ledger_account SET debits_minor = 0 WHERE id = %s", escrow.pk)


@pytest.mark.postgres_only
def test_a_reference_posted_twice_is_found(user: User) -> None:
    fill_wallet(user, 100)
    first = Transfer.objects.get()
    drop_constraint("ledger_transfer", "ledger_transfer_reference_key")
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO ledger_transfer (debit_account_id, credit_account_id, amount_minor,"
            " kind, reference, created_at) SELECT debit_account_id, credit_account_id,"
            " amount_minor, kind, reference, created_at FROM ledger_transfer"
        )
    assert f"references are unique: {first.reference} was posted 2 times" in own_violations()


def test_a_transfer_off_its_route_is_found(user: User) -> None:
    fill_wallet(user, 100)
    drop_triggers("ledger_transfer")
    sql("UPDATE ledger_transfer SET kind = 'refund'")
    assert own_violations() == [
        "transfers take their route: 1 transfers of kind refund went from external to wallet"
    ]


def test_a_hold_without_its_money_is_found(user: User) -> None:
    hold = make_hold(user, 500)
    drop_triggers("ledger_hold")
    sql("UPDATE ledger_hold SET amount_minor = 600 WHERE id = %s", hold.pk)
    assert own_violations() == [
        f"holds equal their account: account {hold.account_id} holds 500, its holds say 600",
        f"cleared holds were paid: hold {hold.pk} does not match its transfers",
    ]


def test_held_money_without_a_hold_is_found(user: User) -> None:
    hold = make_hold(user, 500)
    drop_triggers("ledger_hold")
    Hold.objects.filter(pk=hold.pk).delete()
    assert own_violations() == [
        f"holds equal their account: account {hold.account_id} holds 500, its holds say 0"
    ]


def test_a_hold_cleared_by_a_foreign_transfer_is_found(user: User) -> None:
    hold = make_hold(user, 500)
    drop_triggers("ledger_hold")
    Hold.objects.filter(pk=hold.pk).update(cleared_at=timezone.now(), clearing=hold.release)
    assert (
        f"cleared holds were paid: hold {hold.pk} does not match its transfers" in own_violations()
    )


def test_a_credited_deposit_without_a_transfer_is_found(user: User) -> None:
    deposit = make_deposit(user)
    Deposit.objects.filter(pk=deposit.pk).update(
        status=PaymentStatus.CONFIRMED, credited_at=timezone.now()
    )
    assert own_violations() == [
        (
            f"deposits equal their transfers: deposit {deposit.pk} is credited, "
            "its transfers say otherwise"
        )
    ]


def test_a_transfer_for_an_uncredited_deposit_is_found(user: User) -> None:
    deposit = make_deposit(user)
    deposit.change_status(PaymentStatus.CONFIRMED)
    drop_triggers("ledger_deposit")
    Deposit.objects.filter(pk=deposit.pk).update(credited_at=None)
    assert own_violations() == [
        (
            f"deposits equal their transfers: deposit {deposit.pk} is not credited, "
            "its transfers say otherwise"
        )
    ]


def test_a_payout_whose_money_is_gone_is_found(user: User) -> None:
    payout = make_payout(user, 5_000)
    account = Account.objects.get(kind=AccountKind.PAYOUT, user=user)
    Payout.objects.filter(pk=payout.pk).update(state="paid", settled_at=timezone.now())
    assert own_violations() == [
        (
            f"payouts equal their account: account {account.pk} holds 5000, "
            "the payouts under way say 0"
        ),
        f"payouts have their transfers: payout {payout.pk} (paid) does not match its transfers",
    ]


def test_upper_apps_add_laws(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(laws, "_laws", dict(laws._laws))
    laws.register_law("the moon is round", lambda: ["it is square"])
    assert own_violations() == ["the moon is round: it is square"]


def test_a_law_is_registered_once(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ValueError, match="registered already"):
        laws.register_law("balances sum to zero", laws.balances_sum_to_zero)


def test_the_command_says_that_all_is_well(user: User) -> None:
    fill_wallet(user, 100)
    out = StringIO()
    call_command("check_ledger", stdout=out)
    assert out.getvalue() == "The ledger holds: every law is kept.\n"


def test_the_command_names_each_broken_law_and_fails(user: User) -> None:
    wallet = fill_wallet(user, 100)
    sql("UPDATE ledger_account SET credits_minor = 107 WHERE id = %s", wallet.pk)
    err = StringIO()
    with pytest.raises(CommandError) as caught:
        call_command("check_ledger", stderr=err)
    assert caught.value.returncode == 1
    assert [line.partition(":")[0] for line in err.getvalue().splitlines()] == [
        "balances sum to zero",
        "counters equal transfers",
    ]


def test_each_law_reads_with_one_statement(
    user: User, django_assert_num_queries: Callable[[int], AbstractContextManager[object]]
) -> None:
    for _ in range(3):
        make_payout(make_user())
        make_hold(make_user(), 500)
    own = [check for check in laws._laws.values() if check.__module__ == laws.__name__]
    with django_assert_num_queries(len(own)):
        assert [detail for check in own for detail in check()] == []
