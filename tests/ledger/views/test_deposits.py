from decimal import Decimal
from uuid import uuid4

import pytest
from django.contrib.messages import get_messages
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from accounts.models import User
from marketplace.ledger.models import Account, AccountKind, Deposit
from tests.factories.accounts import make_sponsor
from tests.factories.ledger import make_deposit

pytestmark = pytest.mark.django_db

PAID = {"status": "confirmed", "fraud_status": "unknown", "gateway_response": "3ds-disabled"}


@pytest.fixture
def user(client: Client) -> User:
    user = make_sponsor().user
    client.force_login(user)
    return user


def wallet_balance(user: User) -> int:
    return Account.objects.of_user(user).of_kind(AccountKind.WALLET).total_minor()


def said(response: HttpResponse) -> list[str]:
    return [str(message) for message in get_messages(response.wsgi_request)]


def test_a_deposit_from_the_form_to_the_wallet(client: Client, user: User) -> None:
    form = client.get("/wallet/deposit/").context["form"]
    key = form["form_key"].value()
    response = client.post("/wallet/deposit/", {"amount_minor": "500", "form_key": key})
    deposit = Deposit.objects.get()
    assert (deposit.user, deposit.amount_minor) == (user, 50_000)
    assert response["Location"] == f"/wallet/deposit/{deposit.token}/"
    page = client.get(response["Location"]).content.decode()
    assert "Pay $500.00" in page
    assert wallet_balance(user) == 0
    response = client.post(response["Location"], PAID)
    assert response["Location"] == f"/wallet/deposit/{deposit.token}/return/"
    response = client.get(response["Location"])
    assert (response["Location"], said(response)) == ("/wallet/", ["$500.00 is in your wallet."])
    assert wallet_balance(user) == 50_000


def test_paying_twice_pays_once(client: Client, user: User) -> None:
    deposit = make_deposit(user)
    for _ in range(2):
        client.post(f"/wallet/deposit/{deposit.token}/", PAID)
    assert wallet_balance(user) == 50_000


def test_a_failed_payment_says_so_and_charges_nothing(client: Client, user: User) -> None:
    deposit = make_deposit(user)
    response = client.post(
        f"/wallet/deposit/{deposit.token}/", PAID | {"status": "rejected"}, follow=False
    )
    response = client.get(response["Location"])
    assert said(response) == [
        "The payment of $500.00 did not go through. Nothing was charged; try again."
    ]
    assert wallet_balance(user) == 0
    assert client.get(f"/wallet/deposit/{deposit.token}/").status_code == 302


def test_an_unfinished_payment_says_so(client: Client, user: User) -> None:
    deposit = make_deposit(user)
    response = client.get(f"/wallet/deposit/{deposit.token}/return/")
    assert said(response) == [
        ("The payment of $500.00 is not confirmed yet. It appears in your wallet as soon as it is.")
    ]


def test_a_tampered_answer_is_asked_again(client: Client, user: User) -> None:
    deposit = make_deposit(user)
    response = client.post(f"/wallet/deposit/{deposit.token}/", PAID | {"status": "rich"})
    assert response.status_code == 200
    assert "Choose one of the two answers below." in response.content.decode()


def test_a_gateway_that_fails_is_told_in_plain_words(client: Client, user: User) -> None:
    deposit = make_deposit(user)
    for answer in ("failure", "payment-error"):
        response = client.post(
            f"/wallet/deposit/{deposit.token}/",
            PAID | {"status": "waiting", "gateway_response": answer},
        )
        assert response["Location"] == "/wallet/deposit/?amount_minor=50000"


def test_a_failed_start_keeps_the_way_back(client: Client, user: User) -> None:
    data = {"amount_minor": "410", "form_key": uuid4()}
    pay = client.post("/wallet/deposit/?next=/ads/7/", data)["Location"]
    again = client.post(pay, PAID | {"status": "waiting", "gateway_response": "failure"})
    assert again["Location"] == "/wallet/deposit/?amount_minor=41000&next=%2Fads%2F7%2F"
    form = client.get(again["Location"]).context["form"]
    data = {"amount_minor": "410", "form_key": form["form_key"].value()}
    response = client.post(client.post(again["Location"], data)["Location"], PAID)
    assert client.get(response["Location"])["Location"] == "/ads/7/"


def test_starting_many_deposits_is_told_to_wait_and_keeps_the_form(
    client: Client, user: User
) -> None:
    for _ in range(20):
        response = client.post("/wallet/deposit/", {"amount_minor": "500", "form_key": uuid4()})
        assert response.status_code == 302
    key = str(uuid4())
    response = client.post("/wallet/deposit/", {"amount_minor": "512.34", "form_key": key})
    form = response.context["form"]
    assert response.status_code == 429
    assert form.non_field_errors() == ["You started many deposits within an hour. Try again later."]
    assert (form["amount_minor"].value(), form["form_key"].value()) == ("512.34", key)
    assert "You started many deposits within an hour." in response.content.decode()
    assert Deposit.objects.count() == 20


def test_wrong_amounts_do_not_count_as_started(client: Client, user: User) -> None:
    for _ in range(21):
        client.post("/wallet/deposit/", {"amount_minor": "0", "form_key": uuid4()})
    response = client.post("/wallet/deposit/", {"amount_minor": "500", "form_key": uuid4()})
    assert response.status_code == 302


def test_one_users_limit_is_not_anothers(client: Client, user: User) -> None:
    for _ in range(21):
        client.post("/wallet/deposit/", {"amount_minor": "500", "form_key": uuid4()})
    client.force_login(make_sponsor().user)
    response = client.post("/wallet/deposit/", {"amount_minor": "500", "form_key": uuid4()})
    assert response.status_code == 302


@pytest.mark.parametrize(
    ("amount", "message"),
    [
        ("", "This field is required."),
        ("0", "Enter $5.00 or more."),
        ("-5", "Enter $5.00 or more."),
        ("4.99", "Enter $5.00 or more."),
        ("50000.01", "Enter $50,000.00 or less."),
        ("12.345", "Enter at most 2 decimals."),
        ("much", "Enter an amount as a number, such as 450 or 450.50."),
    ],
)
def test_wrong_amounts_are_told_at_the_field(
    client: Client, user: User, amount: str, message: str
) -> None:
    response = client.post("/wallet/deposit/", {"amount_minor": amount, "form_key": uuid4()})
    assert response.context["form"].errors == {"amount_minor": [message]}
    assert not Deposit.objects.exists()


def test_a_form_without_its_key_saves_nothing(client: Client, user: User) -> None:
    response = client.post("/wallet/deposit/", {"amount_minor": "50", "form_key": "x"})
    assert response.status_code == 200
    assert not Deposit.objects.exists()


def test_sending_the_form_twice_leads_to_the_same_payment(client: Client, user: User) -> None:
    data = {"amount_minor": "500", "form_key": str(uuid4())}
    places = {client.post("/wallet/deposit/", data)["Location"] for _ in range(2)}
    assert len(places) == Deposit.objects.count() == 1
    response = client.post("/wallet/deposit/", data | {"amount_minor": "600"})
    assert {response["Location"]} == places
    assert said(response) == [
        "This was already done with other values. Reload the page to see where things stand."
    ]


def test_a_suspended_user_is_told_why_not(client: Client, user: User) -> None:
    User.objects.filter(pk=user.pk).update(suspended_at=timezone.now(), suspension_reason="Spam")
    response = client.post("/wallet/deposit/", {"amount_minor": "500", "form_key": uuid4()})
    assert response.context["form"].errors == {
        "amount_minor": ["Your account is suspended, so you cannot pay in money."]
    }


def test_the_address_can_fill_in_the_amount_and_name_the_way_back(
    client: Client, user: User
) -> None:
    path = "/wallet/deposit/?amount_minor=41000&next=/ads/7/"
    form = client.get(path).context["form"]
    assert form["amount_minor"].value() == "410.00"
    data = {"amount_minor": "410", "form_key": form["form_key"].value()}
    response = client.post(client.post(path, data)["Location"], PAID)
    assert client.get(response["Location"])["Location"] == "/ads/7/"


def test_a_small_missing_amount_is_raised_to_the_least_deposit(client: Client, user: User) -> None:
    form = client.get("/wallet/deposit/?amount_minor=120").context["form"]
    assert form["amount_minor"].value() == "5.00"


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example/", "javascript:0"])
def test_the_way_back_stays_on_this_site(client: Client, user: User, target: str) -> None:
    data = {"amount_minor": "410", "form_key": uuid4()}
    pay = client.post(f"/wallet/deposit/?next={target}", data)["Location"]
    response = client.post(pay, PAID)
    assert client.get(response["Location"])["Location"] == "/wallet/"


@pytest.mark.parametrize("amount", ["-1", "x", "9" * 40, "²"])
def test_a_strange_amount_in_the_address_is_ignored(
    client: Client, user: User, amount: str
) -> None:
    response = client.get("/wallet/deposit/", {"amount_minor": amount})
    assert response.context["form"]["amount_minor"].value() is None


def test_strangers_get_404(client: Client, user: User) -> None:
    deposit = make_deposit(make_sponsor().user)
    for path in (f"/wallet/deposit/{deposit.token}/", f"/wallet/deposit/{deposit.token}/return/"):
        assert client.get(path).status_code == 404
    assert client.post(f"/wallet/deposit/{deposit.token}/", PAID).status_code == 404
    assert wallet_balance(deposit.user) == 0


def test_stripe_takes_amounts_of_three_decimals_that_end_in_a_zero(
    client: Client, user: User, settings: Settings
) -> None:
    settings.CURRENCY, settings.PAYMENT_PROVIDER = "KWD", "stripe"
    key = str(uuid4())
    form = {"amount_minor": "1.234", "form_key": key}
    response = client.post("/wallet/deposit/", form)
    assert response.context["form"].errors["amount_minor"] == [
        "Deposit KWD\xa01.230 or KWD\xa01.240: payments in this currency have to end in a zero."
    ]
    assert not Deposit.objects.exists()
    for amount in ("1.230", "1.240"):
        client.post("/wallet/deposit/", {"amount_minor": amount, "form_key": str(uuid4())})
    assert list(Deposit.objects.order_by("pk").values_list("total", flat=True)) == [
        Decimal("1.23"),
        Decimal("1.24"),
    ]
    # What the site fills in itself, such as a debt, is raised.
    for asked, filled_in in (("1234", 1_240), ("1240", 1_240), ("3", 500)):
        page = client.get("/wallet/deposit/", {"amount_minor": asked})
        assert page.context["form"].initial["amount_minor"] == filled_in


def test_other_providers_take_every_amount(client: Client, user: User, settings: Settings) -> None:
    settings.CURRENCY = "KWD"
    client.post("/wallet/deposit/", {"amount_minor": "1.234", "form_key": str(uuid4())})
    assert Deposit.objects.get().amount_minor == 1_234
    page = client.get("/wallet/deposit/", {"amount_minor": "1234"})
    assert page.context["form"].initial["amount_minor"] == 1_234
