import csv
import io
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from marketplace.ledger import actions
from tests.factories.accounts import make_influencer, make_sponsor, make_user
from tests.factories.ledger import fill_wallet, make_debt, make_escrow, make_hold, make_payout

pytestmark = pytest.mark.django_db


@pytest.fixture
def user() -> User:
    return make_influencer().user


def test_visitors_are_asked_to_log_in(client: Client) -> None:
    for path in ("/wallet/", "/wallet/deposit/", "/wallet/withdraw/", "/wallet/statement.csv"):
        response = client.get(path)
        assert (response.status_code, response["Location"]) == (
            302,
            f"/accounts/login/?next={path}",
        )


def test_a_new_wallet_is_empty_and_says_what_comes_next(client: Client, user: User) -> None:
    client.force_login(user)
    page = client.get("/wallet/").content.decode()
    assert "$0.00" in page
    assert "Money arrives here after an ad completes and its hold clears." in page


def test_the_wallet_shows_where_the_money_is(client: Client, user: User) -> None:
    fill_wallet(user, 123_456)
    make_hold(user, 70_000, clears_at=timezone.now() + timedelta(days=2))
    payout = make_payout(user, 8_000)
    client.force_login(user)
    page = client.get("/wallet/").content.decode()
    for text in ("$1,234.56", "$700.00", "$80.00", payout.destination, "+$1,234.56"):
        assert text in page


def test_a_hold_shows_what_is_left_of_it(client: Client, user: User) -> None:
    make_hold(user, 70_000)
    make_debt(user, 30_000)
    client.force_login(user)
    wallet, dashboard = client.get("/wallet/"), client.get("/dashboard/")
    assert [hold.left_minor for hold, _ in wallet.context["holds"]] == [40_000]
    for page in (wallet.content.decode(), dashboard.content.decode()):
        assert (page.count("$400.00"), "$700.00" in page) == (2, False)


def test_a_sponsor_sees_what_is_in_escrow(client: Client) -> None:
    sponsor = make_sponsor().user
    make_escrow(45_000, payer=sponsor)
    make_escrow(99_900)
    client.force_login(sponsor)
    response = client.get("/wallet/")
    assert response.context["escrow_minor"] == 45_000


def test_an_escrow_funded_twice_counts_once(client: Client) -> None:
    sponsor = make_sponsor().user
    escrow = make_escrow(45_000, payer=sponsor)
    fill_wallet(sponsor, 5_000)
    actions.fund_escrow(payer=sponsor, escrow=escrow, amount_minor=5_000, reference="x:more")
    client.force_login(sponsor)
    assert client.get("/wallet/").context["escrow_minor"] == 50_000


def test_strangers_see_nothing_of_it(client: Client, user: User) -> None:
    fill_wallet(user, 123_456)
    make_hold(user, 70_000)
    make_payout(user, 8_000)
    client.force_login(make_influencer().user)
    page = client.get("/wallet/").content.decode()
    for text in ("1,234.56", "700.00", "80.00"):
        assert text not in page


def test_a_frozen_hold_shows_its_reason(client: Client, user: User) -> None:
    hold = make_hold(user, 70_000)
    actions.freeze_hold(actor=make_user(), hold=hold, reason="Card reported stolen")
    client.force_login(user)
    assert "Card reported stolen" in client.get("/wallet/").content.decode()


def test_a_bad_cursor_is_the_first_page(client: Client, user: User) -> None:
    fill_wallet(user, 100)
    client.force_login(user)
    assert len(client.get("/wallet/?after=nonsense").context["statement"].lines) == 1


def test_the_wallet_costs_the_same_with_one_and_with_three_of_each(
    client: Client,
    user: User,
    django_assert_max_num_queries: Callable[[int], AbstractContextManager[list[object]]],
) -> None:
    client.force_login(user)
    counts = []
    for times in (1, 2):
        for _ in range(times):
            make_hold(user, 300)
            make_payout(user)
        with django_assert_max_num_queries(16) as queries:
            client.get("/wallet/")
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_the_statement_downloads_as_csv_in_the_readers_zone(client: Client, user: User) -> None:
    User.objects.filter(pk=user.pk).update(time_zone="Asia/Tokyo")
    fill_wallet(user, 10_000)
    payout = make_payout(user, 3_000)
    client.force_login(user)
    response = client.get("/wallet/statement.csv")
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    content = response.getvalue()
    assert content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    assert rows[0] == ["Time", "What", "For", "Amount", "Balance", "Currency"]
    assert [row[1:] for row in rows[1:]] == [
        ["Opening balance", "", "100.00", "100.00", "USD"],
        ["Opening balance", "", "30.00", "130.00", "USD"],
        ["Withdrawal", f"to {payout.destination}", "-30.00", "100.00", "USD"],
    ]
    assert all(row[0].endswith("+09:00") for row in rows[1:])


def test_cells_that_begin_a_formula_are_text(client: Client, user: User) -> None:
    payout = make_payout(user, 3_000)
    actions.mark_payout_failed(actor=make_user(), payout=payout, reason="=1+1")
    client.force_login(user)
    response = client.get("/wallet/statement.csv")
    assert "Withdrawal returned,'=1+1,30.00" in response.getvalue().decode()


def test_an_empty_statement_has_only_its_head(client: Client, user: User) -> None:
    client.force_login(user)
    response = client.get("/wallet/statement.csv")
    assert response.getvalue() == b"\xef\xbb\xbfTime,What,For,Amount,Balance,Currency\r\n"


def test_looking_back_shows_the_money_as_it_was_at_the_end_of_that_day(
    client: Client, user: User
) -> None:
    User.objects.filter(pk=user.pk).update(time_zone="Asia/Tokyo")
    tokyo = ZoneInfo("Asia/Tokyo")
    for amount, hour in ((100, 23), (250, 24)):
        actions.post_opening_balance(
            user=user,
            amount_minor=amount,
            reference=f"opening:{amount}",
            now=datetime(2025, 11, 3, tzinfo=tokyo) + timedelta(hours=hour),
        )
    client.force_login(user)
    response = client.get("/wallet/?on=2025-11-03")
    assert response.context["balance_minor"] == 100
    assert [line.balance_minor for line in response.context["statement"].lines] == [100]
    page = response.content.decode()
    assert "As of the end of" in page
    assert "3 November 2025" in page
    assert "Back to today" in page
    assert client.get("/wallet/?on=2025-11-04").context["balance_minor"] == 350
    assert client.get("/wallet/?on=2025-11-02").context["balance_minor"] == 0


def test_looking_back_shows_holds_payouts_and_escrows_of_that_day(client: Client) -> None:
    sponsor = make_sponsor().user
    make_escrow(45_000, payer=sponsor)
    make_hold(sponsor, 700)
    client.force_login(sponsor)
    yesterday = timezone.localdate(timezone=sponsor.zone) - timedelta(days=1)
    then = client.get(f"/wallet/?on={yesterday}").context
    assert (then["escrow_minor"], then["hold_minor"], then["balance_minor"]) == (0, 0, 0)
    now = client.get("/wallet/").context
    assert (now["escrow_minor"], now["hold_minor"]) == (45_000, 700)


def test_looking_back_to_today_is_the_wallet_itself(client: Client, user: User) -> None:
    fill_wallet(user, 10_000)
    client.force_login(user)
    today = timezone.localdate(timezone=user.zone)
    response = client.get(f"/wallet/?on={today}")
    assert response.context["balance_minor"] == 10_000
    assert "Back to today" not in response.content.decode()


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("2999-01-01", "This day is not over yet. Choose today or a day before."),
        ("9999-12-31", "This day is not over yet. Choose today or a day before."),
        ("0001-01-01", "Choose a day from 2000 on."),
        ("03.11.2025", "Enter a day as year-month-day, such as 2026-11-03."),
        ("2025-02-30", "Enter a day as year-month-day, such as 2026-11-03."),
        ("\x00", "Enter a day as year-month-day, such as 2026-11-03."),
    ],
)
def test_a_day_that_cannot_be_is_an_error_at_the_field(
    client: Client, user: User, typed: str, said: str
) -> None:
    fill_wallet(user, 10_000)
    client.force_login(user)
    response = client.get("/wallet/", {"on": typed})
    assert response.status_code == 200
    assert said in response.content.decode()
    assert response.context["balance_minor"] == 10_000
