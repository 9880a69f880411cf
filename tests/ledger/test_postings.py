from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from django.db import connections

from accounts.models import User
from marketplace.ledger import actions, laws
from marketplace.ledger.errors import InsufficientFunds, OverdrawnError, ReferenceConflict
from marketplace.ledger.models import Account, AccountKind, Transfer, TransferKind
from tests.factories.accounts import make_user
from tests.factories.ledger import fill_wallet, make_escrow

pytestmark = pytest.mark.django_db


@pytest.fixture
def payer() -> User:
    return make_user(role=User.Role.SPONSOR)


def balance(account: Account) -> int:
    return Account.objects.get(pk=account.pk).balance_minor


def test_funding_moves_money_from_wallet_to_escrow(payer: User) -> None:
    wallet = fill_wallet(payer, 1_000)
    escrow = actions.open_escrow()
    transfer = actions.fund_escrow(
        payer=payer, escrow=escrow, amount_minor=400, reference="ad:1:fund"
    )
    assert (balance(wallet), balance(escrow)) == (600, 400)
    assert (transfer.kind, transfer.amount_minor) == (TransferKind.FUND, 400)
    assert list(laws.check_all()) == []


def test_a_wallet_with_too_little_says_how_much_is_missing(payer: User) -> None:
    wallet = fill_wallet(payer, 4_000)
    escrow = actions.open_escrow()
    with pytest.raises(InsufficientFunds) as caught:
        actions.fund_escrow(payer=payer, escrow=escrow, amount_minor=45_000, reference="ad:1:fund")
    assert caught.value.missing_minor == 41_000
    assert str(caught.value) == (
        "Your wallet holds $40.00, which is $410.00 too little. "
        "Deposit $410.00 first, then try again."
    )
    assert (balance(wallet), balance(escrow)) == (4_000, 0)


def test_a_reference_posted_twice_moves_money_once(payer: User) -> None:
    wallet = fill_wallet(payer, 1_000)
    escrow = actions.open_escrow()
    first = actions.fund_escrow(payer=payer, escrow=escrow, amount_minor=700, reference="ad:1:fund")
    again = actions.fund_escrow(payer=payer, escrow=escrow, amount_minor=700, reference="ad:1:fund")
    assert again == first
    assert (balance(wallet), balance(escrow)) == (300, 700)


def test_a_reference_posted_with_another_amount_is_refused(payer: User) -> None:
    wallet = fill_wallet(payer, 1_000)
    escrow = actions.open_escrow()
    actions.fund_escrow(payer=payer, escrow=escrow, amount_minor=700, reference="ad:1:fund")
    with pytest.raises(ReferenceConflict):
        actions.fund_escrow(payer=payer, escrow=escrow, amount_minor=200, reference="ad:1:fund")
    assert balance(wallet) == 300


def test_a_reference_posted_for_another_account_is_refused(payer: User) -> None:
    fill_wallet(payer, 1_000)
    actions.fund_escrow(
        payer=payer, escrow=actions.open_escrow(), amount_minor=700, reference="ad:1:fund"
    )
    with pytest.raises(ReferenceConflict):
        actions.fund_escrow(
            payer=payer, escrow=actions.open_escrow(), amount_minor=700, reference="ad:1:fund"
        )


def test_an_escrow_gives_no_more_than_it_holds(payer: User) -> None:
    escrow = make_escrow(1_000, payer=payer)
    with pytest.raises(OverdrawnError):
        actions.refund_escrow(escrow=escrow, payer=payer, amount_minor=1_001, reference="ad:1:back")
    assert balance(escrow) == 1_000


def test_entries_are_posted_together_or_not_at_all(payer: User) -> None:
    escrow = make_escrow(1_000, payer=payer)
    wallet = actions.wallet_for(payer)
    entries = [
        actions.Entry(
            kind=TransferKind.REFUND,
            debit=escrow,
            credit=wallet,
            amount_minor=600,
            reference=f"ad:1:back:{number}",
        )
        for number in (1, 2)
    ]
    with pytest.raises(OverdrawnError):
        actions.post_transfers(entries)
    assert balance(escrow) == 1_000
    assert not Transfer.objects.filter(reference="ad:1:back:1").exists()


def test_no_entries_post_nothing() -> None:
    assert actions.post_transfers([]) == []


@pytest.mark.parametrize("amount", [0, -1])
def test_amounts_are_above_zero(payer: User, amount: int) -> None:
    fill_wallet(payer, 1_000)
    with pytest.raises(ValueError, match="not above zero"):
        actions.fund_escrow(
            payer=payer, escrow=actions.open_escrow(), amount_minor=amount, reference="ad:1:fund"
        )


def test_a_kind_of_transfer_takes_no_other_route(payer: User) -> None:
    wallet = fill_wallet(payer, 1_000)
    entry = actions.Entry(
        kind=TransferKind.DEPOSIT,
        debit=wallet,
        credit=actions.open_escrow(),
        amount_minor=10,
        reference="x:1",
    )
    with pytest.raises(ValueError, match="does not go wallet → escrow"):
        actions.post_transfer(entry)


def test_accounts_are_opened_once(payer: User) -> None:
    assert actions.wallet_for(payer) == actions.wallet_for(payer)
    assert actions.site_account(AccountKind.FEES) == actions.site_account(AccountKind.FEES)


def test_users_have_no_escrow_and_the_site_no_wallet(payer: User) -> None:
    with pytest.raises(ValueError, match="users have no account"):
        actions.account_for(user=payer, kind=AccountKind.ESCROW)
    with pytest.raises(ValueError, match="the site has no account"):
        actions.site_account(AccountKind.WALLET)


def test_posting_costs_three_queries(payer: User, django_assert_num_queries: object) -> None:
    wallet = fill_wallet(payer, 1_000)
    entry = actions.Entry(
        kind=TransferKind.FUND,
        debit=wallet,
        credit=actions.open_escrow(),
        amount_minor=10,
        reference="ad:1:fund",
    )
    # Lock the accounts, add the transfer, move the counters; the savepoint is the test's
    # transaction.
    with django_assert_num_queries(5):  # type: ignore[operator]
        actions.post_transfer(entry)


def test_a_posted_transfer_is_what_the_database_holds(payer: User) -> None:
    wallet = fill_wallet(payer, 1_000)
    entry = actions.Entry(
        kind=TransferKind.FUND,
        debit=wallet,
        credit=actions.open_escrow(),
        amount_minor=10,
        reference="ad:1:fund",
    )
    posted = actions.post_transfer(entry, now=datetime(2026, 5, 4, 3, 2, 1, 999, tzinfo=UTC))
    stored = Transfer.objects.get(reference="ad:1:fund")
    names = [field.attname for field in Transfer._meta.concrete_fields]
    assert [getattr(posted, name) for name in names] == [getattr(stored, name) for name in names]
    with pytest.raises(TypeError):
        posted.save()


def test_a_repayments_reference_that_is_taken_moves_nothing(payer: User) -> None:
    wallet = fill_wallet(payer, 1_000)
    owed = actions.account_for(user=payer, kind=AccountKind.RECEIVABLE)
    escrow = make_escrow(500)
    entries = [
        actions.Entry(
            kind=TransferKind.FUND,
            debit=wallet,
            credit=escrow,
            amount_minor=1_000,
            reference="repay:x",
        ),
        actions.Entry(
            kind=TransferKind.OWE, debit=owed, credit=wallet, amount_minor=100, reference="owe"
        ),
        actions.Entry(
            kind=TransferKind.FUND, debit=wallet, credit=escrow, amount_minor=100, reference="y"
        ),
    ]
    actions.post_transfers(entries)
    with pytest.raises(ReferenceConflict):
        actions.refund_escrow(escrow=escrow, payer=payer, amount_minor=300, reference="x")
    assert (balance(wallet), balance(owed)) == (0, -100)
    assert list(laws.check_all()) == []


@pytest.mark.postgres_only
@pytest.mark.django_db(transaction=True)
def test_a_reference_posted_for_two_accounts_at_once_moves_money_once() -> None:
    wallets = [fill_wallet(make_user(), 1_000) for _ in range(4)]
    escrows = [actions.open_escrow() for _ in wallets]

    def post(number: int) -> bool:
        try:
            actions.post_transfer(
                actions.Entry(
                    kind=TransferKind.FUND,
                    debit=wallets[number],
                    credit=escrows[number],
                    amount_minor=10,
                    reference="ad:1:fund",
                )
            )
        except ReferenceConflict:
            return False
        finally:
            connections.close_all()
        return True

    with ThreadPoolExecutor(max_workers=len(wallets)) as pool:
        assert sorted(pool.map(post, range(len(wallets)))) == [False, False, False, True]
    assert sorted(balance(wallet) for wallet in wallets) == [990, 1_000, 1_000, 1_000]
    assert list(laws.check_all()) == []
