"""Statements by month, at borders that depend on the reader's zone."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import User
from marketplace.ledger import actions
from marketplace.ledger.models import Account
from marketplace.ledger.statement import every_line, forward_page, statement_page
from marketplace.ledger.statement_months import Month, month_summary, months_of
from tests.factories.accounts import make_user

pytestmark = pytest.mark.django_db

BERLIN = ZoneInfo("Europe/Berlin")
# Clocks that jump, at midnight too; a day that never was; offsets of a quarter of an hour.
ZONES = [
    "UTC",
    "Europe/Berlin",
    "America/New_York",
    "Asia/Tokyo",
    "Asia/Kathmandu",
    "Pacific/Apia",
    "America/Havana",
    "Australia/Lord_Howe",
]
NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


def pay_in(user: User, amount_minor: int, at: datetime) -> None:
    actions.post_opening_balance(
        user=user, amount_minor=amount_minor, reference=f"opening:{uuid4()}", now=at
    )


def pay_out(user: User, amount_minor: int, at: datetime) -> None:
    actions.fund_escrow(
        payer=user,
        escrow=actions.open_escrow(),
        amount_minor=amount_minor,
        reference=f"test:{uuid4()}:fund",
        now=at,
    )


@pytest.fixture
def user() -> User:
    return make_user(role=User.Role.SPONSOR)


@pytest.mark.parametrize(
    "text", ["", "2026", "2026-13", "2026-00", "2026-1", "0026-01", "2026-11-03", "２０２６-11"]
)
def test_what_is_no_month_reads_as_none(text: str) -> None:
    assert Month.read(text) is None


def test_a_month_names_itself_and_the_one_after_it() -> None:
    december = Month.read("2026-12")
    assert december is not None
    assert (str(december), december.name, str(december.following())) == (
        "2026-12",
        "December 2026",
        "2027-01",
    )


def test_a_month_in_which_the_clock_changes_is_an_hour_longer_or_shorter() -> None:
    for month, hours in ((Month(2026, 10), 31 * 24 + 1), (Month(2026, 3), 31 * 24 - 1)):
        span = month.ends_at(BERLIN) - month.starts_at(BERLIN)
        assert span == timedelta(hours=hours)


def test_the_last_moment_of_a_month_is_in_it_and_the_next_one_is_not(user: User) -> None:
    midnight = datetime(2026, 11, 1, tzinfo=BERLIN)
    pay_in(user, 100, midnight - timedelta(microseconds=1))
    pay_in(user, 200, midnight)
    wallet = actions.wallet_for(user)
    seen = [(str(m.month), m.in_minor) for m in months_of(wallet, BERLIN, now=NOW)]
    assert seen == [("2026-11", 200), ("2026-10", 100)]
    # The same moments in New York are both still October.
    york = months_of(wallet, ZoneInfo("America/New_York"), now=NOW)
    assert [(str(m.month), m.in_minor) for m in york] == [("2026-11", 0), ("2026-10", 300)]


def test_months_without_a_line_carry_the_balance(user: User) -> None:
    pay_in(user, 500, datetime(2026, 8, 5, tzinfo=UTC))
    pay_out(user, 200, datetime(2026, 11, 5, tzinfo=UTC))
    months = months_of(actions.wallet_for(user), BERLIN, now=NOW)
    seen = [(str(m.month), m.count, m.opening_minor, m.closing_minor) for m in months]
    assert seen == [
        ("2026-11", 1, 500, 300),
        ("2026-10", 0, 500, 500),
        ("2026-09", 0, 500, 500),
        ("2026-08", 1, 0, 500),
    ]


def test_a_summary_adds_up_by_kind(user: User) -> None:
    pay_in(user, 500, datetime(2026, 10, 5, tzinfo=UTC))
    pay_in(user, 300, datetime(2026, 11, 5, tzinfo=UTC))
    pay_out(user, 150, datetime(2026, 11, 6, tzinfo=UTC))
    pay_out(user, 50, datetime(2026, 11, 7, tzinfo=UTC))
    wallet = actions.wallet_for(user)
    november = month_summary(wallet, Month(2026, 11), BERLIN, now=NOW)
    assert november is not None
    assert [(k.words, k.count, k.in_minor, k.out_minor) for k in november.kinds] == [
        ("Moved into escrow", 2, 0, 200),
        ("Opening balance", 1, 300, 0),
    ]
    assert (november.opening_minor, november.closing_minor) == (500, 600)


def test_there_is_no_month_before_the_first_line_nor_in_the_future(user: User) -> None:
    empty = actions.wallet_for(user)
    assert months_of(empty, BERLIN, now=NOW) == []
    assert month_summary(empty, Month(2026, 11), BERLIN, now=NOW) is None
    pay_in(user, 500, datetime(2026, 10, 5, tzinfo=UTC))
    wallet = actions.wallet_for(user)
    asked = [Month(2026, number) for number in (9, 10, 11, 12)]
    found = [month_summary(wallet, month, BERLIN, now=NOW) is not None for month in asked]
    assert found == [False, True, True, False]


def test_ten_years_cost_what_one_month_costs(
    user: User, django_assert_num_queries: Callable[[int], AbstractContextManager[object]]
) -> None:
    pay_in(user, 500, datetime(2016, 10, 5, tzinfo=UTC))
    wallet = actions.wallet_for(user)
    with django_assert_num_queries(2):
        assert len(months_of(wallet, BERLIN, now=NOW)) == 122


def test_lines_stand_in_the_order_of_their_moments(user: User) -> None:
    later, earlier = datetime(2026, 11, 6, tzinfo=UTC), datetime(2026, 11, 5, tzinfo=UTC)
    pay_in(user, 500, later)
    pay_in(user, 300, earlier)
    pay_in(user, 200, earlier)
    wallet = actions.wallet_for(user)
    forward = [(line.amount_minor, line.balance_minor) for line in every_line(wallet)]
    assert forward == [(300, 300), (200, 500), (500, 1_000)]
    first = statement_page(wallet, after=None, size=2)
    second = statement_page(wallet, after=first.page.next_cursor, size=2)
    backward = [(line.amount_minor, line.balance_minor) for line in first.lines + second.lines]
    assert backward == forward[::-1]


# Moments within seconds of the borders of months, in any zone, and between them.
moments = st.one_of(
    st.integers(0, 300 * 86_400).map(lambda s: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(0, s)),
    st.builds(
        lambda month, zone, seconds: (
            datetime(2026, month, 1, tzinfo=ZoneInfo(zone)).astimezone(UTC)
            + timedelta(seconds=seconds)
        ),
        st.integers(2, 11),
        st.sampled_from(ZONES),
        st.integers(-2, 2),
    ),
)
histories = st.lists(st.tuples(moments, st.integers(-500, 1_000)), min_size=1, max_size=12)


def live(history: list[tuple[datetime, int]]) -> Account:
    """Make somebody's wallet with `history`; what the wallet lacks is not paid out."""
    user = make_user(email=f"{uuid4()}@example.com")
    for at, amount in history:
        if amount > 0:
            pay_in(user, amount, at)
        elif amount < 0 and actions.wallet_for(user).balance_minor >= -amount:
            pay_out(user, -amount, at)
    return actions.wallet_for(user)


@settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(history=histories, zone=st.sampled_from(ZONES).map(ZoneInfo))
def test_every_month_opens_as_the_one_before_it_closed(
    history: list[tuple[datetime, int]], zone: ZoneInfo
) -> None:
    wallet = live(history)
    months = months_of(wallet, zone, now=NOW)[::-1]
    balance, count = 0, 0
    for listed in months:
        summary = month_summary(wallet, listed.month, zone, now=NOW)
        assert summary is not None
        start, end = listed.month.starts_at(zone), listed.month.ends_at(zone)
        lines = list(every_line(wallet, start=start, end=end, opening_minor=balance))
        page = forward_page(wallet, start=start, end=end, after=None, size=100)
        assert page.lines == lines
        assert (listed.opening_minor, listed.count) == (balance, len(lines))
        assert (summary.opening_minor, summary.count) == (balance, len(lines))
        balance += sum(line.amount_minor for line in lines)
        count += len(lines)
        assert listed.closing_minor == summary.closing_minor == balance
        assert sum(k.in_minor - k.out_minor for k in summary.kinds) == sum(
            line.amount_minor for line in lines
        )
    assert balance == wallet.balance_minor
    assert count == len(list(every_line(wallet)))
