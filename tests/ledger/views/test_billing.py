import pytest
from django.test import Client

from accounts.models import User
from marketplace.ledger import actions
from marketplace.ledger.models import BillingDetails
from tests.factories.accounts import make_influencer

pytestmark = pytest.mark.django_db


@pytest.fixture
def user(client: Client) -> User:
    user = make_influencer().user
    client.force_login(user)
    return user


def test_visitors_are_asked_to_log_in(client: Client) -> None:
    assert client.get("/wallet/billing/").status_code == 302


def test_the_form_shows_what_is_kept(client: Client, user: User) -> None:
    actions.save_billing_details(actor=user, name="Mira Sample", country="DE")
    page = client.get("/wallet/billing/").content.decode()
    assert 'value="Mira Sample"' in page
    assert '<option value="DE" selected>Germany</option>' in page


def test_saving_leads_to_the_documents(client: Client, user: User) -> None:
    typed = {"name": "Mira Sample", "country": "AT", "tax_number": "ATU13585627"}
    response = client.post("/wallet/billing/", typed)
    assert (response.status_code, response["Location"]) == (302, "/wallet/documents/")
    assert BillingDetails.objects.get(user=user).tax_number == "ATU13585627"


def test_a_wrong_number_is_an_error_at_its_field(client: Client, user: User) -> None:
    typed = {"name": "Mira Sample", "country": "AT", "tax_number": "ATU13585628"}
    response = client.post("/wallet/billing/", typed)
    assert response.status_code == 200
    (said,) = response.context["form"].errors["tax_number"]
    assert said.endswith("its check digit does not fit. In this country it looks like ATU12345678.")
    assert not BillingDetails.objects.exists()


@pytest.mark.parametrize(
    ("field", "value"), [("country", "XX"), ("name", "\x00"), ("city", "x" * 81)]
)
def test_what_no_field_takes_is_an_error(
    client: Client, user: User, field: str, value: str
) -> None:
    response = client.post("/wallet/billing/", {"name": "Mira"} | {field: value})
    assert response.status_code == 200
    assert list(response.context["form"].errors) == [field]


def test_an_empty_form_removes_the_details(client: Client, user: User) -> None:
    actions.save_billing_details(actor=user, name="Mira Sample")
    client.post("/wallet/billing/", {})
    assert not BillingDetails.objects.exists()
