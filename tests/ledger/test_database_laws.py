"""What the database itself refuses, tried with raw SQL that knows nothing of actions and models.

The CHECKs of each table are tried in test_database_checks.
"""

from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils import timezone
from payments import PaymentStatus

from accounts.models import User
from marketplace.ledger import actions
from marketplace.ledger.models import (
    ROUTES,
    SITE_KINDS,
    USER_KINDS,
    Account,
    AccountKind,
    Deposit,
    Document,
    PayoutBatch,
    Transfer,
    TransferKind,
)
from tests.factories.accounts import make_moderator, make_user
from tests.factories.ledger import fill_wallet, make_deposit, make_hold, make_method, make_payout
from tests.ledger.damage import insert, migration, put_back_deletion_triggers, sql

pytestmark = pytest.mark.django_db

OWNER = "somebody@example.com"


@pytest.fixture
def user() -> User:
    return make_user(email=OWNER, role=User.Role.INFLUENCER)


@pytest.fixture
def one_of_each(user: User) -> dict[str, int]:
    """Return the primary key of an account of each kind, one escrow and one user's."""
    return {
        kind.value: Account.objects.create(kind=kind, user=user if kind in USER_KINDS else None).pk
        for kind in AccountKind
    }


def transfer(debit: int, credit: int, kind: str, **more: Any) -> dict[str, Any]:
    """Return the columns of a transfer."""
    return {
        "debit_account_id": debit,
        "credit_account_id": credit,
        "amount_minor": 5,
        "kind": kind,
        "reference": "raw",
        "created_at": timezone.now(),
    } | more


def refused(table: str, match: str | None = None, **values: Any) -> None:
    """Try to insert a row that the database refuses."""
    with pytest.raises(IntegrityError, match=match), transaction.atomic():
        insert(table, **values)


@pytest.mark.parametrize("kind", TransferKind)
def test_a_transfer_takes_no_route_but_its_own(
    one_of_each: dict[str, int], kind: TransferKind
) -> None:
    taken = []
    for debit, from_pk in one_of_each.items():
        for credit, to_pk in one_of_each.items():
            with suppress(IntegrityError), transaction.atomic():
                insert("ledger_transfer", **transfer(from_pk, to_pk, kind))
                taken.append((debit, credit))
                transaction.set_rollback(True)
    assert taken == [tuple(account.value for account in ROUTES[kind])]


def test_the_migrations_know_the_routes_that_the_code_knows() -> None:
    routes = {kind.value: (a.value, b.value) for kind, (a, b) in ROUTES.items()}
    assert routes == migration("0004_laws_in_the_database").ROUTES


@pytest.mark.parametrize("kind", ["gift", "", "DEPOSIT"])
def test_a_transfer_of_an_unknown_kind_is_refused(one_of_each: dict[str, int], kind: str) -> None:
    way = one_of_each["external"], one_of_each["wallet"]
    refused("ledger_transfer", "route|kind_known", **transfer(*way, kind))


def test_a_transfer_needs_accounts_that_are_there(one_of_each: dict[str, int]) -> None:
    refused("ledger_transfer", **transfer(one_of_each["external"], 999_999, "deposit"))


@pytest.mark.parametrize("change", ["amount_minor = 1", "kind = 'opening'", "created_at = NULL"])
def test_no_transfer_is_changed(user: User, change: str) -> None:
    fill_wallet(user, 1_000)
    with pytest.raises(IntegrityError, match="only ever added"), transaction.atomic():
        sql(f"UPDATE ledger_transfer SET {change}")


@pytest.mark.parametrize(
    ("table", "match"),
    [
        ("ledger_transfer", "only ever added"),
        ("ledger_account", "never deleted"),
        ("ledger_document", "only ever issued"),
    ],
)
def test_nothing_of_the_books_is_deleted(user: User, table: str, match: str) -> None:
    hold = make_hold(user, 1_000)  # brings a receipt, too
    assert Document.objects.filter(transfer=hold.release).exists()
    put_back_deletion_triggers()
    with pytest.raises(IntegrityError, match=match), transaction.atomic():
        sql(f"DELETE FROM {table}")


@pytest.mark.parametrize("table", ["hold", "payout", "deposit"])
def test_nothing_that_money_moved_by_is_deleted(user: User, table: str) -> None:
    make_hold(user, 1_000)
    make_payout(user)
    make_deposit(user).change_status(PaymentStatus.CONFIRMED)
    put_back_deletion_triggers()
    with pytest.raises(IntegrityError, match="never deleted"), transaction.atomic():
        sql(f"DELETE FROM ledger_{table}")


def test_a_deposit_that_nobody_paid_may_go(user: User) -> None:
    paid, left = make_deposit(user), make_deposit(user)
    paid.change_status(PaymentStatus.CONFIRMED)
    put_back_deletion_triggers()
    sql("DELETE FROM ledger_deposit WHERE id = %s", left.pk)
    assert [deposit.pk for deposit in Deposit.objects.all()] == [paid.pk]


def test_no_document_is_changed(user: User) -> None:
    make_hold(user, 1_000)
    with pytest.raises(IntegrityError, match="only ever issued"), transaction.atomic():
        sql("UPDATE ledger_document SET gross_minor = 1, net_minor = 1")


@pytest.mark.parametrize(
    "change",
    [
        "kind = 'escrow', user_id = NULL",
        "kind = 'hold'",
        "user_id = user_id + 1",
        "id = id + 1000",
        "debits_minor = debits_minor - 1",
        "credits_minor = credits_minor - 1",
    ],
)
def test_an_account_keeps_kind_and_owner_and_its_counters_only_grow(
    user: User, change: str
) -> None:
    wallet = fill_wallet(user, 1_000)
    make_payout(user, 5_000)
    with pytest.raises(IntegrityError, match="counters only grow"), transaction.atomic():
        sql(f"UPDATE ledger_account SET {change} WHERE id = %s", wallet.pk)


@pytest.mark.parametrize(
    ("table", "make"),
    [
        ("ledger_account", lambda owner: fill_wallet(owner, 5)),
        ("ledger_deposit", make_deposit),
        ("ledger_payoutmethod", make_method),
        ("ledger_payoutbatch", lambda owner: PayoutBatch.objects.create(**batch_by(owner))),
    ],
)
def test_a_user_whom_money_passed_through_stays(table: str, make: Callable[[User], object]) -> None:
    """PROTECT holds in the database, too: no key there takes its rows along."""
    owner = User.objects.create(email="bare@example.com")
    make(owner)
    sql("DELETE FROM notifications_notification WHERE user_id = %s", owner.pk)
    with pytest.raises(IntegrityError, match=table), transaction.atomic():
        sql("DELETE FROM accounts_user WHERE id = %s", owner.pk)
        connection.check_constraints()


def batch_by(owner: User) -> dict[str, Any]:
    """Return the columns of an empty batch."""
    return {"kind": "other", "created_at": timezone.now(), "created_by": owner}


def test_what_was_posted_once_is_not_posted_again(user: User) -> None:
    fill_wallet(user, 1_000)
    first = Transfer.objects.get()
    way = first.debit_account_id, first.credit_account_id
    refused("ledger_transfer", **transfer(*way, "opening", reference=first.reference))


@pytest.mark.parametrize("kind", [*USER_KINDS, *SITE_KINDS])
def test_an_account_of_a_kind_is_one(one_of_each: dict[str, int], user: User, kind: str) -> None:
    refused(
        "ledger_account",
        kind=kind,
        user_id=user.pk if kind in USER_KINDS else None,
        debits_minor=0,
        credits_minor=0,
        created_at=timezone.now(),
    )


@pytest.fixture
def release(user: User) -> Transfer:
    """Return a release of 500 on hold, the fee account being there."""
    actions.site_account(AccountKind.FEES)
    actions.wallet_for(user)
    return make_hold(user, 500).release


def back(release: Transfer, **more: Any) -> dict[str, Any]:
    """Return the columns of the transfer that gives a release back."""
    way = release.credit_account_id, release.debit_account_id
    right = {"amount_minor": 500, "reversal_of_id": release.pk}
    return transfer(*way, "release") | right | more


def test_a_reversal_gives_back_what_was_moved(user: User, release: Transfer) -> None:
    wallet = actions.wallet_for(user)
    for source in (release.credit_account_id, wallet.pk):
        with transaction.atomic():
            insert("ledger_transfer", **back(release, debit_account_id=source))
            transaction.set_rollback(True)


@pytest.mark.parametrize("change", ["amount", "kind", "direction", "receiver", "source"])
def test_a_reversal_of_something_else_is_refused(
    user: User, release: Transfer, change: str
) -> None:
    stranger = fill_wallet(make_moderator(), 1_000)
    changes: dict[str, dict[str, Any]] = {
        "amount": {"amount_minor": 499},
        "kind": {"kind": "refund"},
        "direction": {
            "debit_account_id": release.debit_account_id,
            "credit_account_id": release.credit_account_id,
        },
        "receiver": {"credit_account_id": stranger.pk},
        "source": {"debit_account_id": stranger.pk},
    }
    refused("ledger_transfer", "a reversal goes back", **back(release, **changes[change]))


def test_a_transfer_is_reversed_once(release: Transfer) -> None:
    insert("ledger_transfer", **back(release))
    refused("ledger_transfer", **back(release, reference="raw:again"))


def test_a_reversal_of_nothing_is_refused(release: Transfer) -> None:
    with pytest.raises(DatabaseError), transaction.atomic():
        insert("ledger_transfer", **back(release, reversal_of_id=999_999))


@pytest.mark.parametrize("table", ["transfer", "document", "hold", "payout", "deposit"])
def test_rows_that_stay_are_not_replaced_or_emptied(
    user: User, release: Transfer, table: str
) -> None:
    make_payout(user)
    make_deposit(user).change_status(PaymentStatus.CONFIRMED)
    put_back_deletion_triggers()
    if connection.vendor == "sqlite":
        statement = f"REPLACE INTO ledger_{table} SELECT * FROM ledger_{table}"
    else:
        sql("SET CONSTRAINTS ALL IMMEDIATE")
        statement = f"TRUNCATE ledger_{table} CASCADE"
    with pytest.raises(DatabaseError), transaction.atomic():
        sql(statement)
