from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from marketplace.ledger import actions
from marketplace.ledger.models import Account, Payout
from tests.factories.accounts import PASSWORD, make_influencer
from tests.factories.ledger import fill_wallet, make_payout

pytestmark = pytest.mark.django_db


@pytest.fixture
def user(client: Client) -> User:
    user = make_influencer().user
    fill_wallet(user, 10_000)
    client.force_login(user)
    return user


def balances(user: User) -> dict[str, int]:
    return {a.kind: a.balance_minor for a in Account.objects.of_user(user)}


def filled(**changes: Any) -> dict[str, Any]:
    return {
        "amount_minor": "60",
        "destination": "Sample Person, 0000 1111",
        "password": PASSWORD,
        "form_key": str(uuid4()),
    } | changes


def test_a_withdrawal_with_the_password_is_requested(client: Client, user: User) -> None:
    response = client.post("/wallet/withdraw/", filled(), follow=True)
    assert "$60.00 is on its way. You get a mail when it has been paid." in (
        response.content.decode()
    )
    payout = Payout.objects.get()
    assert (payout.user, payout.amount_minor, payout.state) == (user, 6_000, "requested")
    assert balances(user) == {"wallet": 4_000, "payout": 6_000}


def test_a_wrong_password_moves_nothing(client: Client, user: User) -> None:
    response = client.post("/wallet/withdraw/", filled(password="guess"))
    assert response.context["form"].errors == {
        "password": ["This is not your password. Type it again."]
    }
    assert balances(user) == {"wallet": 10_000}


def test_guessing_ends_after_ten_tries(client: Client, user: User) -> None:
    statuses = [
        client.post("/wallet/withdraw/", filled(password="guess")).status_code for _ in range(10)
    ]
    assert statuses == [200] * 10
    response = client.post("/wallet/withdraw/", filled())
    assert response.status_code == 429
    assert "Too many tries. Wait a minute" in response.content.decode()
    assert balances(user) == {"wallet": 10_000}


@pytest.mark.parametrize(
    ("changes", "field", "message"),
    [
        ({"amount_minor": "19.99"}, "amount_minor", "Withdraw $20.00 or more at a time."),
        (
            {"amount_minor": "100.01"},
            "amount_minor",
            "Your wallet holds $100.00. Withdraw that or less.",
        ),
        ({"amount_minor": "-60"}, "amount_minor", "Enter $0.00 or more."),
        ({"destination": ""}, "destination", "This field is required."),
        ({"password": ""}, "password", "This field is required."),
    ],
)
def test_what_cannot_be_is_told_at_the_field(
    client: Client, user: User, changes: dict[str, str], field: str, message: str
) -> None:
    response = client.post("/wallet/withdraw/", filled(**changes))
    assert response.context["form"].errors == {field: [message]}
    assert balances(user)["wallet"] == 10_000


def test_sending_the_form_twice_withdraws_once(client: Client, user: User) -> None:
    data = filled(amount_minor="100")
    for _ in range(2):
        assert client.post("/wallet/withdraw/", data)["Location"] == "/wallet/"
    assert balances(user) == {"wallet": 0, "payout": 10_000}


def test_the_form_key_is_new_on_each_page(client: Client, user: User) -> None:
    keys = {client.get("/wallet/withdraw/").context["form"]["form_key"].value() for _ in range(2)}
    assert len(keys) == 2


def test_who_has_no_password_sets_one_first(client: Client, user: User) -> None:
    user.set_unusable_password()
    user.save()
    client.force_login(user)
    assert "Set a password" in client.get("/wallet/withdraw/").content.decode()
    client.post("/wallet/withdraw/", filled(password=""))
    assert balances(user) == {"wallet": 10_000}


def test_suspended_users_are_told_and_withdraw_nothing(client: Client, user: User) -> None:
    User.objects.filter(pk=user.pk).update(suspended_at=timezone.now(), suspension_reason="Spam")
    assert "money cannot leave your wallet" in client.get("/wallet/withdraw/").content.decode()
    client.post("/wallet/withdraw/", filled())
    assert balances(user) == {"wallet": 10_000}


def test_a_wallet_below_the_minimum_shows_no_form(client: Client) -> None:
    client.force_login(make_influencer().user)
    page = client.get("/wallet/withdraw/").content.decode()
    assert "The least you can withdraw is" in page
    assert "form_key" not in page


def test_an_owner_takes_a_withdrawal_back(client: Client, user: User) -> None:
    payout = make_payout(user, 5_000)
    response = client.post(f"/wallet/withdraw/{payout.pk}/cancel/", follow=True)
    assert "$50.00 is back in your wallet." in response.content.decode()
    assert balances(user) == {"wallet": 15_000, "payout": 0}


def test_what_is_paid_is_not_taken_back(client: Client, user: User) -> None:
    payout = make_payout(user, 5_000)
    actions.mark_payout_paid(actor=user, payout=payout)
    response = client.post(f"/wallet/withdraw/{payout.pk}/cancel/", follow=True)
    assert "This payout is already paid." in response.content.decode()


def test_strangers_get_404(client: Client, user: User) -> None:
    payout = make_payout(make_influencer().user, 5_000)
    assert client.post(f"/wallet/withdraw/{payout.pk}/cancel/").status_code == 404
    assert client.get(f"/wallet/withdraw/{payout.pk}/cancel/").status_code == 405
    payout.refresh_from_db()
    assert payout.state == "requested"
