from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager

import pytest
from django.utils import timezone

from accounts.models import User
from marketplace.ledger import actions, describe
from marketplace.ledger.describe import Subject
from marketplace.ledger.statement import every_line, statement_page
from tests.factories.accounts import make_user
from tests.factories.ledger import fill_wallet, make_hold, make_payout

pytestmark = pytest.mark.django_db


@pytest.fixture
def user() -> User:
    return make_user(role=User.Role.INFLUENCER)


def test_each_line_has_the_balance_after_it(user: User) -> None:
    fill_wallet(user, 10_000)
    fill_wallet(user, 500)
    make_payout(user, 3_000)
    lines = statement_page(actions.wallet_for(user), after=None).lines
    assert [(line.amount_minor, line.balance_minor) for line in lines] == [
        (-3_000, 10_500),
        (3_000, 13_500),
        (500, 10_500),
        (10_000, 10_000),
    ]


def test_pages_carry_the_balance_on(user: User) -> None:
    for amount in (100, 200, 300, 400, 500):
        fill_wallet(user, amount)
    wallet = actions.wallet_for(user)
    first = statement_page(wallet, after=None, size=2)
    second = statement_page(wallet, after=first.page.next_cursor, size=2)
    third = statement_page(wallet, after=second.page.next_cursor, size=2)
    balances = [[line.balance_minor for line in page.lines] for page in (first, second, third)]
    assert balances == [[1_500, 1_000], [600, 300], [100]]
    assert not third.page.has_next


def test_the_every_line_is_oldest_first_across_batches(
    user: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("marketplace.ledger.statement.BATCH", 2)
    for amount in (100, 200, 300, 400, 500):
        fill_wallet(user, amount)
    lines = list(every_line(actions.wallet_for(user)))
    assert [line.balance_minor for line in lines] == [100, 300, 600, 1_000, 1_500]


def test_somebody_elses_transfers_are_not_in_it(user: User) -> None:
    fill_wallet(make_user(), 700)
    assert statement_page(fill_wallet(user, 100), after=None).lines[0].balance_minor == 100


def ads_resolver(references: Sequence[str]) -> Mapping[str, Subject]:
    return {
        reference: Subject(label=f"Ad {reference.split(':')[1]}", url="/ads/7/")
        for reference in references
    }


@pytest.fixture
def _ads_described(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(describe, "_resolvers", describe._resolvers | {"sample": ads_resolver})


@pytest.mark.usefixtures("_ads_described")
def test_lines_name_what_the_money_was_for(user: User) -> None:
    make_payout(user, 3_000)
    make_hold(user, 500, clears_at=timezone.now(), reference="sample:7:release")
    actions.clear_due_holds()
    payout = make_payout(user, 2_000)
    actions.mark_payout_failed(actor=user, payout=payout, reason="No such account")
    taken_back = make_payout(user, 2_000)
    actions.cancel_payout(actor=user, payout=taken_back)
    lines = statement_page(actions.wallet_for(user), after=None).lines
    described = [(line.words, line.subject.label if line.subject else "") for line in lines]
    assert described == [
        ("Withdrawal returned", "taken back"),
        ("Withdrawal", "to Sample Person, 0000 1111"),
        ("Opening balance", ""),
        ("Withdrawal returned", "No such account"),
        ("Withdrawal", "to Sample Person, 0000 1111"),
        ("Opening balance", ""),
        ("Earnings cleared", "Ad 7"),
        ("Withdrawal", "to Sample Person, 0000 1111"),
        ("Opening balance", ""),
    ]


@pytest.mark.usefixtures("_ads_described")
def test_a_page_costs_the_same_with_one_and_with_three_of_each(
    user: User, django_assert_num_queries: Callable[[int], AbstractContextManager[object]]
) -> None:
    for times in (1, 2):
        for _ in range(times):
            make_payout(user)
            make_hold(user, 500, clears_at=timezone.now(), reference=None)
        actions.clear_due_holds()
        wallet = actions.wallet_for(user)
        # The page with the balance, what payouts and what holds were for.
        with django_assert_num_queries(3):
            statement_page(wallet, after=None)


def test_a_prefix_has_one_resolver() -> None:
    with pytest.raises(ValueError, match="registered already"):
        describe.register("hold", ads_resolver)
