"""Starting a payment at Stripe and coming back from it, against a server in Stripe's name."""

import pytest
import stripe
from django.contrib.messages import get_messages
from django.http import HttpResponse
from django.test import Client, override_settings

from accounts.models import User
from marketplace.ledger.models import Account, AccountKind, Deposit
from marketplace.ledger.providers import checkout
from tests.factories.ledger import make_deposit
from tests.ledger.providers.stripe_api import AMOUNT, KEY, TOKEN, Api, happens, recorded

pytestmark = pytest.mark.django_db

PAY = f"/wallet/deposit/{TOKEN}/"
BACK = f"{PAY}return/"
AGAIN = f"/wallet/deposit/?amount_minor={AMOUNT}"
SORRY = "The payment service did not answer. Nothing was charged; try again later."
NOT_YET = "The payment of $500.00 is not confirmed yet. It appears in your wallet as soon as it is."


@pytest.fixture(autouse=True)
def stripe_makes_sessions(api: Api, deposit: Deposit, client: Client) -> None:
    api.answers("session_created")
    client.force_login(deposit.user)


@pytest.fixture
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wait as short as a test can."""
    monkeypatch.setattr(checkout, "TIMEOUT", (0.2, 0.2))
    monkeypatch.setattr(stripe.HTTPClient, "INITIAL_DELAY", 0.01)


def said(response: HttpResponse) -> list[str]:
    return [str(message) for message in get_messages(response.wsgi_request)]


def wallet_balance(user: User) -> int:
    return Account.objects.of_user(user).of_kind(AccountKind.WALLET).total_minor()


def test_the_visitor_is_sent_to_the_page_that_stripe_made(client: Client, api: Api) -> None:
    response = client.get(PAY)
    assert response["Location"].startswith("https://checkout.stripe.com/c/pay/cs_test_")
    (request,) = api.asked
    assert (request.method, request.path) == ("POST", "/v1/checkout/sessions")
    assert request.headers["authorization"] == f"Bearer {KEY}"
    assert request.headers["idempotency-key"] == f"deposit:{TOKEN}"
    user = Deposit.objects.get().user
    assert request.form == {
        "mode": "payment",
        "client_reference_id": TOKEN,
        "customer_email": user.email,
        "line_items[0][quantity]": "1",
        "line_items[0][price_data][currency]": "usd",
        "line_items[0][price_data][unit_amount]": "50000",
        "line_items[0][price_data][product_data][name]": "Deposit to your Parley wallet",
        "success_url": f"http://127.0.0.1:8000{BACK}",
        "cancel_url": f"http://127.0.0.1:8000{BACK}?left=yes",
        "metadata[deposit]": TOKEN,
        "metadata[site]": "http://127.0.0.1:8000",
        "payment_intent_data[metadata][deposit]": TOKEN,
        "payment_intent_data[metadata][site]": "http://127.0.0.1:8000",
        "adaptive_pricing[enabled]": "false",
    }


@pytest.mark.parametrize(
    ("currency", "minor", "told"),
    [("JPY", 7_000, "7000"), ("EUR", 7_000, "7000"), ("KWD", 7_000, "7000"), ("ISK", 700, "70000")],
)
def test_amounts_are_told_in_stripes_units(
    client: Client, api: Api, user: User, currency: str, minor: int, told: str
) -> None:
    with override_settings(CURRENCY=currency):
        client.get(f"/wallet/deposit/{make_deposit(user, minor).token}/")
    (request,) = api.asked
    prefix = "line_items[0][price_data]"
    assert request.form[f"{prefix}[currency]"] == currency.lower()
    assert request.form[f"{prefix}[unit_amount]"] == told


def test_opening_the_payment_again_asks_stripe_no_second_time(client: Client, api: Api) -> None:
    places = {
        client.get(PAY)["Location"],
        client.get(PAY)["Location"],
        client.post(PAY)["Location"],
    }
    assert (len(places), len(api.asked)) == (1, 1)


def test_two_requests_at_once_get_one_page(api: Api) -> None:
    provider = checkout.StripeProvider(api_key=KEY, endpoint_secret="whsec_tests")
    first, second = Deposit.objects.get(), Deposit.objects.get()
    assert provider.create_session(first) == provider.create_session(second)
    assert len({request.headers["idempotency-key"] for request in api.asked}) == 1
    assert len(api.said) == 1


@pytest.mark.parametrize(("answer", "status"), [("error_refused", 400), ("error_failed", 500)])
def test_a_refusal_is_told_and_the_form_is_there_again(
    client: Client, api: Api, hasty: None, answer: str, status: int
) -> None:
    api.answers(answer, status)
    response = client.get(PAY)
    assert (response["Location"], said(response)) == (AGAIN, [SORRY])
    form = client.get(AGAIN).context["form"]
    assert form["amount_minor"].value() == "500.00"
    api.answers("session_created")
    data = {"amount_minor": "500", "form_key": form["form_key"].value()}
    started = client.post("/wallet/deposit/", data)["Location"]
    assert client.get(started)["Location"].startswith("https://checkout.stripe.com/")


def test_a_provider_that_hangs_is_waited_for_briefly(client: Client, api: Api, hasty: None) -> None:
    api.patience = 0.5
    response = client.get(PAY)
    assert (response["Location"], said(response)) == (AGAIN, [SORRY])
    assert len(api.asked) == 1 + checkout.RETRIES


def test_a_request_ends_before_the_server_gives_it_up() -> None:
    assert sum(checkout.TIMEOUT) * (1 + checkout.RETRIES) + stripe.HTTPClient.MAX_DELAY < 30


def test_a_provider_that_is_away_is_told(
    client: Client, hasty: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stripe, "api_base", "http://127.0.0.1:9")
    assert said(client.get(PAY)) == [SORRY]
    assert Deposit.objects.get().status == "error"
    happens("completed")
    assert Deposit.objects.get().is_credited


def test_an_answer_without_an_address_is_told(client: Client, api: Api) -> None:
    api.body = recorded("session_paid")
    assert said(client.get(PAY)) == [SORRY]


def test_coming_back_before_the_event_asks_stripe_and_credits_once(
    client: Client, api: Api, user: User
) -> None:
    client.get(PAY)
    api.answers("session_paid")
    assert said(client.get(BACK)) == ["$500.00 is in your wallet."]
    assert api.asked[-1].path.startswith("/v1/checkout/sessions/cs_test_")
    happens("completed")
    client.get(BACK)
    assert (wallet_balance(user), len(api.asked)) == (AMOUNT, 2)


def test_coming_back_after_the_event_asks_nobody(client: Client, api: Api) -> None:
    happens("completed")
    assert said(client.get(BACK)) == ["$500.00 is in your wallet."]
    assert api.asked == []


def test_coming_back_without_having_paid_says_so(client: Client, api: Api, user: User) -> None:
    client.get(PAY)
    assert said(client.get(f"{BACK}?left=yes")) == [
        "You left before paying $500.00. Nothing was charged."
    ]
    assert said(client.get(BACK))[-1] == NOT_YET
    assert wallet_balance(user) == 0
    assert client.get(PAY)["Location"].startswith("https://checkout.stripe.com/")


def test_the_way_back_works_while_stripe_does_not_answer(
    client: Client, api: Api, hasty: None
) -> None:
    client.get(PAY)
    api.answers("error_failed", 500)
    assert said(client.get(BACK)) == [NOT_YET]
    assert len(api.asked) == 2


def test_stripe_is_not_asked_for_every_reload(client: Client, api: Api) -> None:
    client.get(PAY)
    for _ in range(3):
        assert said(client.get(BACK))[-1] == NOT_YET
    assert len(api.asked) == 2


def test_a_deposit_never_sent_to_stripe_is_not_asked_for(client: Client, api: Api) -> None:
    assert said(client.get(BACK)) == [NOT_YET]
    assert api.asked == []


def test_an_expired_page_means_starting_anew(client: Client) -> None:
    client.get(PAY)
    happens("expired")
    response = client.get(PAY)
    assert response["Location"] == BACK
    assert said(client.get(BACK)) == [
        "The payment of $500.00 did not go through. Nothing was charged; try again."
    ]
