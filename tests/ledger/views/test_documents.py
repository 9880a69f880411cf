import io
import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, date, datetime

import pypdf
import pytest
from django.test import Client
from pytest_django import Settings

from accounts.models import User
from marketplace.ledger import actions
from marketplace.ledger.models import Document, DocumentKind
from tests.factories.accounts import make_influencer, make_sponsor
from tests.factories.documents import make_invoice, make_receipt, release_to

pytestmark = pytest.mark.django_db


@pytest.fixture
def user() -> User:
    return make_influencer().user


def words(content: bytes) -> str:
    pages = pypdf.PdfReader(io.BytesIO(content)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def test_visitors_are_asked_to_log_in(client: Client) -> None:
    for path in ("", "F-2026-000001/", "F-2026-000001.pdf"):
        assert client.get(f"/wallet/documents/{path}").status_code == 302


def test_an_empty_list_says_what_comes(client: Client, user: User) -> None:
    client.force_login(user)
    assert "When an ad completes, the invoice" in client.get("/wallet/documents/").content.decode()
    client.force_login(make_sponsor().user)
    assert "When an ad completes, the receipt" in client.get("/wallet/documents/").content.decode()


def test_the_list_costs_the_same_with_one_and_with_three(
    client: Client,
    user: User,
    django_assert_max_num_queries: Callable[[int], AbstractContextManager[list[object]]],
) -> None:
    client.force_login(user)
    counts = []
    for times in (1, 2):
        for _ in range(times):
            make_invoice(user)
        with django_assert_max_num_queries(14) as queries:
            assert client.get("/wallet/documents/").status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_the_list_is_narrowed_by_kind_and_year(client: Client, user: User) -> None:
    invoice = make_invoice(user)
    hold = release_to(user)
    actions.reverse_release(hold=hold)
    client.force_login(user)

    def shown(query: str) -> list[str]:
        page = client.get(f"/wallet/documents/{query}").context["page"]
        return [document.kind for document in page]

    assert shown("") == ["credit_note", "invoice", "invoice"]
    assert shown("?kind=credit_note") == ["credit_note"]
    assert shown(f"?kind=invoice&year={invoice.year}") == ["invoice", "invoice"]
    # What is nowhere to choose is no filter.
    assert len(shown("?kind=receipt&year=1066")) == 3


def test_the_list_has_the_day_of_the_paper_wherever_it_is_read(
    client: Client, user: User, settings: Settings
) -> None:
    """It decides on the tax period, so there is one day, and none per reader."""
    settings.TIME_ZONE = "Europe/Berlin"
    User.objects.filter(pk=user.pk).update(time_zone="America/New_York")
    release_to(user, now=datetime(2025, 12, 31, 23, 30, tzinfo=UTC))
    invoice = Document.objects.of_user(user).get()
    assert (invoice.full_number, invoice.issued_on) == ("F-2026-000001", date(2026, 1, 1))
    client.force_login(user)
    listed = client.get("/wallet/documents/").content.decode()
    assert re.findall(r'<time datetime="([^"]+)"', listed) == ["2026-01-01"]
    shown = client.get(f"/wallet/documents/{invoice.full_number}/").content.decode()
    assert "1 January 2026" in shown
    pdf = words(client.get(f"/wallet/documents/{invoice.full_number}.pdf").content)
    assert "Issued 1 January 2026" in pdf


def test_an_invoice_says_who_what_and_how_much(
    client: Client, user: User, settings: Settings
) -> None:
    settings.FEE_TAX_BPS = 1900
    settings.OPERATOR_NAME, settings.OPERATOR_ADDRESS = "Parley Ltd", "1 Sample Street\nBerlin"
    settings.OPERATOR_COUNTRY, settings.OPERATOR_TAX_NUMBER = "DE", "DE136695976"
    actions.save_billing_details(actor=user, name="Mira Sample", country="AT")
    invoice = make_invoice(user, 119_000)
    client.force_login(user)
    page = " ".join(client.get(f"/wallet/documents/{invoice}/").content.decode().split())
    response = client.get(f"/wallet/documents/{invoice}.pdf")
    assert response["Content-Type"] == "application/pdf"
    text = words(response.content)
    for said in (
        f"Fee invoice {invoice.full_number}",
        "Parley Ltd",
        "1 Sample Street",
        "Germany",
        "Tax number DE136695976",
        "Mira Sample",
        "Austria",
        "$100.00",
        "Tax, 19 %",
        "$19.00",
        "$119.00",
        "Date of supply",
    ):
        assert said in page, said
        assert said in text, said
    assert response.content == client.get(f"/wallet/documents/{invoice}.pdf").content


def test_a_credit_note_names_what_it_takes_back_and_the_invoice_says_so(
    client: Client, user: User
) -> None:
    hold = release_to(user)
    actions.reverse_release(hold=hold)
    invoice, note = Document.objects.of_user(user).order_by("pk")
    client.force_login(user)
    page = client.get(f"/wallet/documents/{note}/").content.decode()
    assert f"{invoice} of" in page
    assert "Credited in total" in page
    assert f"credit note {note}" in client.get(f"/wallet/documents/{invoice}/").content.decode()
    assert f"Takes back {invoice} of" in words(client.get(f"/wallet/documents/{note}.pdf").content)


def test_a_receipt_names_the_ad_the_payee_and_all_that_was_paid(client: Client) -> None:
    payer = make_sponsor().user
    payee = make_influencer()
    release_to(payee.user, 45_000, payer=payer)
    receipt = Document.objects.of_user(payer).get()
    assert receipt.kind == DocumentKind.RECEIPT
    client.force_login(payer)
    text = words(client.get(f"/wallet/documents/{receipt}.pdf").content)
    for said in (f"Receipt {receipt}", f"Paid to {payee.display_name}", "Paid $450.00"):
        assert said in text, said
    assert "without tax" not in text


def test_later_details_change_no_issued_document(client: Client, user: User) -> None:
    actions.save_billing_details(actor=user, name="Mira Before")
    invoice = make_invoice(user)
    client.force_login(user)
    before = client.get(f"/wallet/documents/{invoice}.pdf").content
    actions.save_billing_details(actor=user, name="Mira After", country="AT")
    assert client.get(f"/wallet/documents/{invoice}.pdf").content == before
    assert "Mira Before" in client.get(f"/wallet/documents/{invoice}/").content.decode()
    assert make_invoice(user).buyer["name"] == "Mira After"


@pytest.mark.parametrize(
    "number", ["F-2026-999999", "X-2026-000001", "F-2026-1", "nonsense", "1", "%00"]
)
def test_other_numbers_are_not_found(client: Client, user: User, number: str) -> None:
    make_invoice(user)
    client.force_login(user)
    assert client.get(f"/wallet/documents/{number}/").status_code == 404
    assert client.get(f"/wallet/documents/{number}.pdf").status_code == 404


def test_strangers_find_nothing(client: Client, user: User) -> None:
    invoice, receipt = make_invoice(user), make_receipt(make_sponsor().user)
    client.force_login(make_influencer().user)
    for document in (invoice, receipt):
        assert client.get(f"/wallet/documents/{document}/").status_code == 404
        assert client.get(f"/wallet/documents/{document}.pdf").status_code == 404
    assert client.get("/wallet/documents/").context["page"].items == []
