import csv
import io
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from uuid import uuid4

import pypdf
import pytest
from django.test import Client

from accounts.models import User
from marketplace.ledger import actions
from marketplace.ledger.models import Account, AccountKind, Transfer, TransferKind
from tests.factories.accounts import make_influencer, make_user

pytestmark = pytest.mark.django_db

OCTOBER, NOVEMBER = datetime(2025, 10, 31, 23, 30, tzinfo=UTC), datetime(2025, 11, 5, tzinfo=UTC)
PAGES = (
    "/wallet/statement/2025-11/",
    "/wallet/statement.csv?month=2025-11",
    "/wallet/statement.pdf?month=2025-11",
)


@pytest.fixture
def user() -> User:
    user = make_influencer().user
    User.objects.filter(pk=user.pk).update(time_zone="UTC")
    return user


def pay_in(user: User, amount_minor: int, at: datetime) -> None:
    actions.post_opening_balance(
        user=user, amount_minor=amount_minor, reference=f"opening:{uuid4()}", now=at
    )


def pay_in_often(user: User, times: int) -> None:
    """Add many deposits of one cent at once, counters included."""
    wallet, world = actions.wallet_for(user), actions.site_account(AccountKind.EXTERNAL)
    Transfer.objects.bulk_create(
        Transfer(
            kind=TransferKind.DEPOSIT,
            debit_account=world,
            credit_account=wallet,
            amount_minor=1,
            reference=f"often:{uuid4()}",
            created_at=NOVEMBER,
        )
        for _ in range(times)
    )
    Account.objects.filter(pk=wallet.pk).update(credits_minor=times)
    Account.objects.filter(pk=world.pk).update(debits_minor=times)


@pytest.fixture
def _reader(client: Client, user: User) -> None:
    pay_in(user, 100, OCTOBER)
    pay_in(user, 250, NOVEMBER)
    client.force_login(user)


@pytest.mark.parametrize("path", ["/wallet/statement/", *PAGES])
def test_visitors_are_asked_to_log_in(client: Client, path: str) -> None:
    assert client.get(path).status_code == 302


def test_without_a_movement_there_is_no_statement(client: Client, user: User) -> None:
    client.force_login(user)
    assert "No statements yet" in client.get("/wallet/statement/").content.decode()
    assert [client.get(path).status_code for path in PAGES] == [404, 404, 404]


@pytest.mark.usefixtures("_reader")
def test_the_list_shows_every_month_newest_first(client: Client) -> None:
    months = client.get("/wallet/statement/").context["months"]
    assert [str(m.month) for m in months[-2:]] == ["2025-11", "2025-10"]
    assert [(m.in_minor, m.closing_minor) for m in months[-2:]] == [(250, 350), (100, 100)]


@pytest.mark.usefixtures("_reader")
def test_the_borders_are_the_readers_midnights(client: Client, user: User) -> None:
    User.objects.filter(pk=user.pk).update(time_zone="Asia/Tokyo")
    page = client.get("/wallet/statement/2025-11/")
    summary = page.context["summary"]
    assert (summary.opening_minor, summary.in_minor, summary.closing_minor) == (0, 350, 350)
    assert "Asia/Tokyo" in page.content.decode()
    assert client.get("/wallet/statement/2025-10/").status_code == 404


@pytest.mark.usefixtures("_reader")
@pytest.mark.parametrize(
    "month", ["2025-09", "2999-01", "2025-13", "nonsense", "2025-11-01", "%00"]
)
def test_other_months_are_not_found(client: Client, month: str) -> None:
    assert client.get(f"/wallet/statement/{month}/").status_code == 404
    assert client.get(f"/wallet/statement.csv?month={month}").status_code == 404
    assert client.get(f"/wallet/statement.pdf?month={month}").status_code == 404


@pytest.mark.usefixtures("_reader")
def test_a_pdf_is_of_one_month(client: Client) -> None:
    assert client.get("/wallet/statement.pdf").status_code == 404


@pytest.mark.usefixtures("_reader")
def test_the_csv_of_a_month_carries_the_balance_on(client: Client) -> None:
    response = client.get("/wallet/statement.csv?month=2025-11")
    assert response["Content-Disposition"] == 'attachment; filename="statement-2025-11.csv"'
    rows = list(csv.reader(io.StringIO(response.getvalue().decode("utf-8-sig"))))
    assert rows == [
        ["Time", "What", "For", "Amount", "Balance", "Currency"],
        ["2025-11-05T00:00:00+00:00", "Opening balance", "", "2.50", "3.50", "USD"],
    ]


def words(content: bytes) -> str:
    pages = pypdf.PdfReader(io.BytesIO(content)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


@pytest.mark.usefixtures("_reader")
def test_the_pdf_says_what_the_page_says_and_is_the_same_each_time(
    client: Client, user: User
) -> None:
    response = client.get("/wallet/statement.pdf?month=2025-11")
    assert response["Content-Type"] == "application/pdf"
    text = words(response.content)
    for said in (
        "November 2025",
        user.email,
        "Days begin and end at midnight in UTC.",
        "At the beginning $1.00",
        "At the end $3.50",
        "5 Nov, 00:00 Opening balance +$2.50 $3.50",
    ):
        assert said in text, said
    assert response.content == client.get("/wallet/statement.pdf?month=2025-11").content


def test_a_long_month_is_paged_and_points_to_the_csv(client: Client, user: User) -> None:
    pay_in_often(user, 1_050)
    client.force_login(user)
    page = client.get("/wallet/statement/2025-11/")
    assert "100 of 1050 lines." in page.content.decode()
    lines = page.context["statement"].lines
    assert [lines[0].balance_minor, lines[-1].balance_minor, len(lines)] == [1, 100, 100]
    cursor = page.context["statement"].page.next_cursor
    second = client.get("/wallet/statement/2025-11/", {"after": cursor}).context["statement"].lines
    assert [second[0].balance_minor, second[-1].balance_minor] == [101, 200]
    text = words(client.get("/wallet/statement.pdf?month=2025-11").content)
    assert "This paper shows the first 1,000 of 1,050 lines. The CSV file has all of them." in text
    assert "At the end $10.50" in text
    sent = client.get("/wallet/statement.csv?month=2025-11").getvalue().decode()
    assert len(sent.splitlines()) == 1_051


def test_a_page_costs_the_same_with_one_and_with_three_lines(
    client: Client,
    user: User,
    django_assert_max_num_queries: Callable[[int], AbstractContextManager[list[object]]],
) -> None:
    client.force_login(user)
    for path in ("/wallet/statement/", "/wallet/statement/2025-11/"):
        counts = []
        for times in (1, 2):
            for _ in range(times):
                pay_in(user, 300, NOVEMBER)
            with django_assert_max_num_queries(14) as queries:
                assert client.get(path).status_code == 200
            counts.append(len(queries))
        assert counts[0] == counts[1]


def test_strangers_see_their_own_statement_only(client: Client, user: User) -> None:
    pay_in(user, 123_456, NOVEMBER)
    client.force_login(make_user(role=User.Role.INFLUENCER))
    assert [client.get(path).status_code for path in PAGES] == [404, 404, 404]
    assert b"1,234.56" not in client.get("/wallet/statement/").content
