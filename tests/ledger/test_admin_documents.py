"""Documents, the report of sellers and past balances in the console."""

import csv
import io
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse

from marketplace.ledger import actions
from tests.factories.accounts import make_influencer, make_user
from tests.factories.documents import make_invoice, release_to
from tests.factories.ledger import make_method

pytestmark = pytest.mark.django_db

LIST = "/admin/ledger/document/"
SELLERS = f"{LIST}sellers/"
SELLERS_CSV = f"{LIST}sellers.csv"
MARCH, NOVEMBER = (datetime(2025, month, 15, tzinfo=UTC) for month in (3, 11))


@pytest.mark.usefixtures("moderator")
def test_documents_are_found_by_number_mail_kind_and_year(client: Client) -> None:
    user = make_influencer().user
    invoice = make_invoice(user)
    make_invoice()

    def found(query: str) -> list[str]:
        return [str(row) for row in client.get(f"{LIST}?{query}").context["cl"].result_list]

    assert len(found("")) == 4  # two invoices, two receipts
    assert found(f"q={invoice}") == [str(invoice)]
    assert found(f"q={str(invoice).lower()}") == [str(invoice)]
    assert found(f"q={user.email}") == [str(invoice)]
    assert found("q=F-2026-999999") == []
    assert len(found("kind__exact=receipt")) == 2
    assert len(found(f"year={invoice.year}")) == 4


@pytest.mark.usefixtures("moderator")
def test_a_document_is_read_and_printed_and_never_changed(client: Client) -> None:
    invoice = make_invoice()
    page = client.get(f"{LIST}{invoice.pk}/change/")
    assert str(invoice) in page.content.decode()
    assert not page.context["has_change_permission"]
    response = client.get(f"{LIST}{invoice.pk}/pdf/")
    assert (response.status_code, response["Content-Type"]) == (200, "application/pdf")
    assert client.get(f"{LIST}{invoice.pk + 99}/pdf/").status_code == 404
    assert client.get(f"{LIST}add/").status_code == 403


@pytest.mark.parametrize("path", ["{pk}/pdf/", "sellers/", "sellers.csv"])
def test_nobody_else_gets_at_them(client: Client, path: str) -> None:
    path = LIST + path.format(pk=make_invoice().pk)
    client.force_login(make_influencer().user)
    assert client.get(path).status_code == 302
    staff = make_user(is_staff=True)
    client.force_login(staff)
    assert client.get(path).status_code == 403


def test_the_report_takes_every_right_it_shows(client: Client) -> None:
    staff = make_user(is_staff=True)
    names = ["view_document", "view_billingdetails", "view_transfer"]
    staff.user_permissions.set(Permission.objects.filter(codename__in=names))
    client.force_login(staff)
    assert client.get(SELLERS).status_code == 403
    assert "Yearly report" not in client.get(LIST).content.decode()


@pytest.mark.usefixtures("moderator")
def test_the_report_shows_the_year_chosen(client: Client) -> None:
    user = make_influencer().user
    release_to(user, 10_000, now=MARCH)
    actions.save_billing_details(actor=user, name="Mira Sample", country="DE")
    assert "Yearly report of sellers" in client.get(LIST).content.decode()
    page = client.get(f"{SELLERS}?year=2025").content.decode()
    for said in (user.email, "Mira Sample", "Germany", "$100.00 gross", "$10.00 fees"):
        assert said in page, said
    assert "Nothing was released in" in client.get(SELLERS).content.decode()


@pytest.mark.usefixtures("moderator")
@pytest.mark.parametrize("year", ["2024", "x", "-1", "99999999999", ""])
def test_years_without_a_report_are_not_found(client: Client, year: str) -> None:
    release_to(make_influencer().user, 10_000, now=MARCH)
    assert client.get(f"{SELLERS}?year={year}").status_code == 404
    assert client.get(f"{SELLERS_CSV}?year={year}").status_code == 404


@pytest.mark.usefixtures("moderator")
def test_the_report_downloads_as_csv(client: Client) -> None:
    user = make_influencer().user
    release_to(user, 10_000, now=MARCH)
    hold = release_to(user, 20_000, now=MARCH)
    actions.reverse_release(hold=hold, now=NOVEMBER)
    actions.save_billing_details(
        actor=user, name="=Mira", street="Musterweg 1", city="Berlin", country="DE"
    )
    make_method(user, iban="DE89370400440532013000")
    response = client.get(f"{SELLERS_CSV}?year=2025")
    assert response["Content-Disposition"] == 'attachment; filename="sellers-2025.csv"'
    content = response.getvalue()
    assert content.startswith(b"\xef\xbb\xbf")
    head, row, total = csv.reader(io.StringIO(content.decode("utf-8-sig")))
    assert head[:9] == [
        "Legal name",
        "Address",
        "Country",
        "Tax number",
        "E-mail",
        "Payout account",
        "Q1 ads paid",
        "Q1 gross",
        "Q1 fees",
    ]
    figures = ["2", "300.00", "30.00", *["0", "0.00", "0.00"] * 2, "-1", "-200.00", "-20.00"]
    year = ["1", "100.00", "10.00", "USD"]
    told = ["'=Mira", "Musterweg 1, Berlin", "Germany", "", user.email, "DE89370400440532013000"]
    assert row == [*told, *figures, *year]
    assert total == ["Total", "", "", "", "", "", *figures, *year]


@pytest.mark.usefixtures("moderator")
def test_the_report_costs_the_same_with_one_and_with_three(
    client: Client,
    django_assert_max_num_queries: Callable[[int], AbstractContextManager[list[object]]],
) -> None:
    counts = []
    for times in (1, 2):
        for _ in range(times):
            release_to(make_influencer().user, 10_000, now=MARCH)
        with django_assert_max_num_queries(20) as queries:
            client.get(f"{SELLERS}?year=2025")
        counts.append(len(queries))
    assert counts[0] == counts[1]


@pytest.mark.usefixtures("moderator")
def test_an_account_shows_what_it_held_on_a_day(client: Client) -> None:
    user = make_influencer().user
    for amount, at in ((100, MARCH), (250, NOVEMBER)):
        actions.post_opening_balance(
            user=user, amount_minor=amount, reference=f"opening:{amount}", now=at
        )
    path = reverse("admin:ledger_account_change", args=[actions.wallet_for(user).pk])
    assert client.get(path).context["balance_then"] is None
    page = client.get(f"{path}?on=2025-10-01")
    assert page.context["balance_then"] == 100
    assert "$1.00" in page.content.decode()
    assert client.get(f"{path}?on=2025-11-20").context["balance_then"] == 350
    wrong = client.get(f"{path}?on=2999-01-01")
    assert "This day is not over yet." in wrong.content.decode()
    assert client.get(f"{path}?on=nonsense").status_code == 200
