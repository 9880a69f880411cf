"""Forms about a wallet sent twice: the second time shows what the first one did."""

from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from marketplace.ledger import actions, laws
from marketplace.ledger.models import Deposit, IdempotencyKey, Payout, PayoutMethod, Transfer
from tests.ads.views.visiting import client_of
from tests.factories.accounts import PASSWORD, make_user
from tests.factories.ledger import fill_wallet, make_method, make_payout
from tests.sending import hidden_on

pytestmark = pytest.mark.django_db


@pytest.fixture
def user() -> User:
    return make_user()


def send_twice(client: Client, url: str, fields: dict[str, Any], again: dict[str, Any]) -> str:
    """Send the form, then once more with other proof of who sends it; return what both say."""
    answers = []
    for typed in (fields, fields | again):
        response = client.post(url, typed, follow=True)
        moved = (Transfer.objects.count(), Payout.objects.count(), PayoutMethod.objects.count())
        said = [str(message) for message in response.context["messages"]]
        answers.append((said, response.redirect_chain, moved))
    assert answers[0] == answers[1]
    assert IdempotencyKey.objects.count() == 1
    assert list(laws.check_all()) == []
    (words,) = answers[0][0]
    return words


def test_a_withdrawal_sent_twice_is_one_payout_whatever_the_proof(user: User) -> None:
    fill_wallet(user, 10_000)
    make_method(user)
    client = client_of(user)
    fields = hidden_on(client.get("/wallet/withdraw/"), "/wallet/withdraw/")
    fields |= {"amount_minor": "60", "password": PASSWORD}
    words = send_twice(client, "/wallet/withdraw/", fields, {"password": "forgotten"})
    assert words.startswith("$60.00 is on its way.")
    assert actions.wallet_for(user).balance_minor == 4_000


def test_a_withdrawal_sent_again_with_another_amount_is_refused(user: User) -> None:
    fill_wallet(user, 10_000)
    make_method(user)
    client = client_of(user)
    fields = hidden_on(client.get("/wallet/withdraw/"), "/wallet/withdraw/")
    fields |= {"amount_minor": "60", "password": PASSWORD}
    client.post("/wallet/withdraw/", fields, follow=True)
    response = client.post("/wallet/withdraw/", fields | {"amount_minor": "30"}, follow=True)
    assert [str(message) for message in response.context["messages"]] == [
        "This was already done with other values. Reload the page to see where things stand."
    ]
    assert Payout.objects.count() == 1


@pytest.mark.parametrize("page", ["/wallet/", "/wallet/payouts/"])
def test_a_withdrawal_taken_back_twice_is_told_twice(user: User, page: str) -> None:
    payout = make_payout(user, 5_000)
    client, url = client_of(user), f"/wallet/withdraw/{payout.pk}/cancel/"
    words = send_twice(client, url, hidden_on(client.get(page), url), {})
    assert words == "$50.00 is back in your wallet."


def test_payout_details_sent_twice_are_told_twice(user: User) -> None:
    client, url = client_of(user), "/wallet/payout-details/"
    fields = hidden_on(client.get(url), url) | {
        "kind": "other",
        "holder": "Ada Sample",
        "details": "Account 12345678 at the Sample Bank",
        "password": PASSWORD,
    }
    words = send_twice(client, url, fields, {"password": "forgotten"})
    assert words.startswith("Saved. Money goes to ")


def test_a_payment_begun_twice_leads_to_the_same_page_beyond_the_limit(user: User) -> None:
    client, url = client_of(user), "/wallet/deposit/"
    fields = hidden_on(client.get(url), url) | {"amount_minor": "500"}
    places = {client.post(url, fields)["Location"] for _ in range(25)}  # 20 an hour are allowed
    assert len(places) == 1
    assert Deposit.objects.count() == 1
