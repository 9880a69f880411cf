"""Balances of the past: replaying a history gives what the counters said then."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from marketplace.ledger import actions
from marketplace.ledger.errors import InsufficientFunds, OverdrawnError
from marketplace.ledger.models import ROUTES, SITE_KINDS, Account, AccountKind, TransferKind
from marketplace.ledger.past import balances_at, end_of_day
from tests.factories.accounts import make_user
from tests.factories.ledger import fill_wallet

pytestmark = pytest.mark.django_db

BEGIN = datetime(2026, 3, 1, tzinfo=UTC)


def test_the_last_moment_of_a_day_counts_and_the_next_one_does_not() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    user = make_user()
    # The day on which the clock goes back.
    end = datetime(2026, 10, 26, tzinfo=berlin)
    for amount, at in ((100, end - timedelta(microseconds=1)), (200, end)):
        actions.post_opening_balance(
            user=user, amount_minor=amount, reference=f"opening:{amount}", now=at
        )
    wallet = Account.objects.of_user(user).of_kind(AccountKind.WALLET)
    pk = wallet.get().pk
    moment = end_of_day(date(2026, 10, 25), berlin)
    assert balances_at(wallet, moment) == {pk: 100}
    assert balances_at(wallet, end_of_day(date(2026, 10, 26), berlin)) == {pk: 300}
    assert balances_at(wallet, end_of_day(date(2026, 10, 24), berlin)) == {pk: 0}


def test_it_costs_one_query_however_many_accounts(
    django_assert_num_queries: Callable[[int], AbstractContextManager[object]],
) -> None:
    for amount in (100, 200, 300):
        fill_wallet(make_user(), amount)
    with django_assert_num_queries(1):
        held = balances_at(Account.objects.all(), timezone.now())
    assert sorted(held.values()) == [-600, 100, 200, 300]


steps = st.lists(
    st.tuples(st.sampled_from(sorted(ROUTES)), st.integers(1, 500), st.integers(0, 2)),
    max_size=25,
)


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(steps=steps)
def test_every_past_balance_is_what_the_counters_said_then(
    steps: list[tuple[TransferKind, int, int]],
) -> None:
    user = make_user()
    accounts = {kind: _account(kind, user) for kind in AccountKind}
    # Other examples moved the site's accounts, too.
    own = Account.objects.filter(
        pk__in=[a.pk for kind, a in accounts.items() if kind not in SITE_KINDS]
    )
    said: dict[datetime, dict[int, int]] = {}
    now = BEGIN
    for number, (kind, amount, minutes) in enumerate(steps):
        now += timedelta(minutes=minutes)  # several within one moment, too
        debit, credit = (accounts[side] for side in ROUTES[kind])
        entry = actions.Entry(
            kind=kind,
            debit=debit,
            credit=credit,
            amount_minor=amount,
            reference=f"{user.pk}:{number}",
        )
        try:
            actions.post_transfer(entry, now=now)
        except (InsufficientFunds, OverdrawnError):
            continue
        said[now] = dict(own.values_list("pk", "balance_minor"))
    for moment, balances in said.items():
        assert balances_at(own, moment) == balances


def _account(kind: AccountKind, user: object) -> Account:
    if kind == AccountKind.ESCROW:
        return actions.open_escrow()
    if kind in (AccountKind.EXTERNAL, AccountKind.FEES):
        return actions.site_account(kind)
    return actions.account_for(user=user, kind=kind)  # type: ignore[arg-type]
