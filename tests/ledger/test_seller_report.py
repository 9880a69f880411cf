"""The report of sellers, against the ledger it is read from."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime

import pytest
from django.db.models import Sum
from pytest_django import Settings

from accounts.models import User
from marketplace.ledger import actions
from marketplace.ledger.models import Account, AccountKind, Transfer, TransferKind
from marketplace.ledger.seller_report import (
    Figures,
    sellers_of,
    totals_of,
    years_with_releases,
)
from tests.factories.accounts import make_influencer
from tests.factories.documents import release_to
from tests.factories.ledger import make_method

pytestmark = pytest.mark.django_db

MARCH, MAY, NOVEMBER = (datetime(2025, month, 15, tzinfo=UTC) for month in (3, 5, 11))


@pytest.fixture
def mira() -> User:
    return make_influencer().user


def test_each_influencer_has_a_row_with_quarters_and_the_year(mira: User) -> None:
    other = make_influencer().user
    make_influencer()  # never paid, so not in it
    for gross, at in ((10_000, MARCH), (20_009, MARCH), (30_000, NOVEMBER)):
        release_to(mira, gross, now=at)
    release_to(other, 5, now=MAY)  # too little for a fee
    sellers = {seller.user: seller.figures for seller in sellers_of(2025)}
    assert set(sellers) == {mira, other}
    assert sellers[mira].columns == (
        Figures(2, 30_009, 3_000),
        Figures(),
        Figures(),
        Figures(1, 30_000, 3_000),
        Figures(3, 60_009, 6_000),
    )
    assert sellers[other].columns[1] == Figures(1, 5, 0)
    assert list(sellers_of(2024)) == list(sellers_of(2026)) == []


def test_a_reversal_counts_negative_in_the_quarter_it_happened(mira: User) -> None:
    hold = release_to(mira, 10_000, now=MARCH)
    release_to(mira, 20_000, now=NOVEMBER)
    actions.reverse_release(hold=hold, now=MAY)
    (seller,) = sellers_of(2025)
    first, second, _, _, year = seller.figures.columns
    assert first == Figures(1, 10_000, 1_000)
    assert second == Figures(-1, -10_000, -1_000)
    assert year == Figures(1, 20_000, 2_000)


def test_a_reversal_of_cleared_money_belongs_to_whom_it_was_paid_to(mira: User) -> None:
    hold = release_to(mira, 10_000, now=MARCH)
    actions.clear_due_holds(now=MAY)
    actions.reverse_release(hold=hold, now=datetime(2026, 1, 2, tzinfo=UTC))
    (seller,) = sellers_of(2026)
    assert (seller.user, seller.figures.year) == (mira, Figures(-1, -10_000, -1_000))


def test_a_quarter_begins_at_midnight_where_the_site_is_run(mira: User, settings: Settings) -> None:
    settings.TIME_ZONE = "Asia/Tokyo"
    release_to(mira, 10_000, now=datetime(2025, 3, 31, 15, 0, tzinfo=UTC))
    release_to(mira, 20_000, now=datetime(2025, 3, 31, 14, 59, 59, tzinfo=UTC))
    (seller,) = sellers_of(2025)
    first, second, *_ = seller.figures.columns
    assert (first.gross_minor, second.gross_minor) == (20_000, 10_000)


def test_the_row_carries_what_the_influencer_told(mira: User) -> None:
    release_to(mira, 10_000, now=MARCH)
    (seller,) = sellers_of(2025)
    assert seller.details is not None
    # Who told nothing is named as their invoices name them.
    assert (seller.details.name, seller.address, seller.account) == (mira.get_full_name(), "", "")
    actions.save_billing_details(
        actor=mira, name="Mira Sample", street="Musterweg 1", postcode="10115", city="Berlin"
    )
    make_method(mira, iban="DE89370400440532013000")
    (seller,) = sellers_of(2025)
    assert seller.details is not None
    assert seller.details.name == "Mira Sample"
    assert (seller.address, seller.account) == (
        "Musterweg 1, 10115 Berlin",
        "DE89370400440532013000",
    )


def test_forgotten_details_are_read_from_the_last_invoice(mira: User) -> None:
    actions.save_billing_details(
        actor=mira, name="Mira Sample", street="Musterweg 1", city="Berlin", country="DE"
    )
    release_to(mira, 10_000, now=MARCH)
    actions.save_billing_details(actor=mira)
    (seller,) = sellers_of(2025)
    assert seller.details is not None
    told = (seller.details.name, seller.address, seller.country)
    assert told == ("Mira Sample", "Musterweg 1, Berlin", "Germany")


def test_the_totals_equal_the_ledger(mira: User) -> None:
    other = make_influencer().user
    holds = [release_to(user, 9_999 + i, now=MAY) for i, user in enumerate((mira, other, mira))]
    actions.reverse_release(hold=holds[0], now=NOVEMBER)
    year = totals_of(2025).year
    fees = Account.objects.of_kind(AccountKind.FEES).total_minor()
    assert year.fees_minor == fees
    kept = Transfer.objects.filter(kind__in=[TransferKind.RELEASE, TransferKind.FEE])
    sums = [
        rows.aggregate(total=Sum("amount_minor"))["total"]
        for rows in (kept.filter(reversal_of=None), kept.exclude(reversal_of=None))
    ]
    assert year.gross_minor == sums[0] - sums[1]
    by_seller = [seller.figures.year for seller in sellers_of(2025)]
    assert year.gross_minor == sum(figures.gross_minor for figures in by_seller)
    assert year.count == sum(figures.count for figures in by_seller) == 2


def test_it_costs_the_same_with_one_and_with_three(
    mira: User, django_assert_num_queries: Callable[[int], AbstractContextManager[object]]
) -> None:
    for users in ([mira], [make_influencer().user, make_influencer().user]):
        for user in users:
            release_to(user, 10_000, now=MAY)
        # Figures, users, last invoices, billing details, payout methods.
        with django_assert_num_queries(5):
            list(sellers_of(2025))


def test_years_go_from_the_first_release_to_now(mira: User) -> None:
    now = datetime(2026, 11, 1, tzinfo=UTC)
    assert years_with_releases(now=now) == [2026]
    release_to(mira, 10_000, now=datetime(2024, 5, 1, tzinfo=UTC))
    assert years_with_releases(now=now) == [2026, 2025, 2024]
