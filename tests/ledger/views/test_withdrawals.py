from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from marketplace.ledger import actions
from marketplace.ledger.models import Account, AccountKind, Payout, TransferKind
from tests.factories.accounts import PASSWORD, make_influencer, make_sponsor
from tests.factories.ledger import fill_wallet, make_batched, make_hold, make_method, make_payout

pytestmark = pytest.mark.django_db

PAGE = "/wallet/withdraw/"
IBAN = "DE89370400440532013000"


@pytest.fixture
def user(client: Client) -> User:
    user = make_influencer().user
    fill_wallet(user, 10_000)
    make_method(user)
    client.force_login(user)
    return user


def balances(user: User) -> dict[str, int]:
    return {a.kind: a.balance_minor for a in Account.objects.of_user(user)}


def filled(user: User, **changes: Any) -> dict[str, Any]:
    method = user.payout_methods.filter(retired_at=None).first()
    return {
        "amount_minor": "60",
        "method": method.pk if method else "",
        "password": PASSWORD,
        "form_key": str(uuid4()),
    } | changes


def test_a_withdrawal_with_the_password_is_requested(client: Client, user: User) -> None:
    response = client.post(PAGE, filled(user), follow=True)
    assert "$60.00 is on its way. You get a mail when it has been paid." in (
        response.content.decode()
    )
    payout = Payout.objects.get()
    assert (payout.user, payout.amount_minor, payout.state) == (user, 6_000, "requested")
    assert payout.method == user.payout_methods.get()
    assert balances(user) == {"wallet": 4_000, "payout": 6_000}


def test_sponsors_withdraw_what_they_did_not_use(client: Client) -> None:
    sponsor = make_sponsor().user
    fill_wallet(sponsor, 10_000)
    make_method(sponsor, iban=IBAN)
    client.force_login(sponsor)
    assert client.post(PAGE, filled(sponsor))["Location"] == "/wallet/"
    assert balances(sponsor) == {"wallet": 4_000, "payout": 6_000}


def test_the_page_names_the_limits_and_where_it_goes(client: Client, user: User) -> None:
    page = client.get(PAGE).content.decode()
    for text in (
        "Between $20.00 and $100.00, what your wallet holds.",
        "Sample Person, 0000 1111",
        "/wallet/payout-details/?next=/wallet/withdraw/",
        "Fill in all of it",
    ):
        assert text in page
    assert "It is not paid before" not in page
    assert 'value="100.00"' in client.get(f"{PAGE}?all=yes").content.decode()


def test_new_details_are_held_and_the_page_says_so(client: Client, user: User) -> None:
    make_method(user, iban=IBAN, is_held=True)
    assert "it is not paid before" in client.get(PAGE).content.decode()
    response = client.post(PAGE, filled(user), follow=True)
    assert "is on its way. Your payout details are new, so it is not paid before" in (
        response.content.decode()
    )
    payout = Payout.objects.get()
    assert payout.not_before == payout.method.usable_at
    page = client.get("/wallet/").content.decode()
    assert "Not paid before" in page


def test_details_that_changed_meanwhile_are_shown_before_money_goes(
    client: Client, user: User
) -> None:
    data = filled(user)
    make_method(user, iban=IBAN, is_held=True)
    response = client.post(PAGE, data)
    assert response.context["form"].non_field_errors() == [
        "These payout details are no longer in use. Check them, then try again."
    ]
    assert "Sample Person, IBAN DE… 3000" in response.content.decode()
    assert not Payout.objects.exists()
    current = user.payout_methods.get(retired_at=None)
    assert f'name="method" value="{current.pk}"' in response.content.decode()
    assert client.post(PAGE, data | {"method": current.pk})["Location"] == "/wallet/"


@pytest.mark.parametrize("method", ["", "0", "x", "-1", "9" * 30])
def test_details_that_are_not_ones_own_get_nothing(client: Client, user: User, method: str) -> None:
    other = make_method(make_influencer().user)
    for asked in (method, str(other.pk)):
        assert client.post(PAGE, filled(user, method=asked)).status_code == 200
    assert not Payout.objects.exists()


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
        ({"amount_minor": ""}, "amount_minor", "Fill this in."),
        ({"password": ""}, "password", "Fill this in."),
        ({"password": "guess"}, "password", "This is not your password. Type it again."),
    ],
)
def test_what_cannot_be_is_told_and_moves_nothing(
    client: Client, user: User, changes: dict[str, str], field: str, message: str
) -> None:
    response = client.post(PAGE, filled(user, **changes))
    assert response.context["form"].errors == {field: [message]}
    assert balances(user)["wallet"] == 10_000
    page = response.content.decode()
    assert "guess" not in page
    if field == "password":
        assert 'value="60"' in page


def test_guessing_ends_after_ten_tries_and_keeps_what_was_typed(client: Client, user: User) -> None:
    wrong = filled(user, password="guess")
    assert [client.post(PAGE, wrong).status_code for _ in range(10)] == [200] * 10
    response = client.post(PAGE, filled(user))
    assert response.status_code == 429
    page = response.content.decode()
    assert "Too many tries. Wait a minute" in page
    assert 'value="60"' in page
    assert balances(user)["wallet"] == 10_000


def test_sending_the_form_twice_withdraws_once(client: Client, user: User) -> None:
    data = filled(user, amount_minor="100")
    for _ in range(2):
        response = client.post(PAGE, data, follow=True)
        assert "$100.00 is on its way." in response.content.decode()
    assert balances(user) == {"wallet": 0, "payout": 10_000}
    # The first answer holds although the details have changed since.
    make_method(user, iban=IBAN)
    response = client.post(PAGE, data, follow=True)
    assert "$100.00 is on its way." in response.content.decode()
    assert Payout.objects.count() == 1


def test_a_refused_form_can_be_sent_again_with_its_key(client: Client, user: User) -> None:
    data = filled(user, password="guess")
    client.post(PAGE, data)
    assert client.post(PAGE, data | {"password": PASSWORD})["Location"] == "/wallet/"
    assert Payout.objects.count() == 1


def test_the_form_key_is_new_on_each_page(client: Client, user: User) -> None:
    keys = {client.get(PAGE).context["form"]["form_key"].value() for _ in range(2)}
    assert len(keys) == 2


def test_suspended_users_are_told_and_withdraw_nothing(client: Client, user: User) -> None:
    User.objects.filter(pk=user.pk).update(suspended_at=timezone.now(), suspension_reason="Spam")
    assert "money cannot leave your wallet" in client.get(PAGE).content.decode()
    assert "money cannot leave your wallet" in client.post(PAGE, filled(user)).content.decode()
    assert not Payout.objects.exists()


def test_who_owes_pays_that_first(client: Client) -> None:
    user = make_influencer().user
    fill_wallet(user, 5_000)
    wallet = actions.wallet_for(user)
    # Owed without an empty wallet cannot come about; the page says it whatever the balance.
    actions.post_transfer(
        actions.Entry(
            kind=TransferKind.OWE,
            debit=actions.account_for(user=user, kind=AccountKind.RECEIVABLE),
            credit=wallet,
            amount_minor=700,
            reference="test:owe",
        )
    )
    client.force_login(user)
    page = client.get(PAGE).content.decode()
    assert "You owe" in page
    assert "/wallet/deposit/?amount_minor=700" in page
    make_method(user)
    assert "You owe" in client.post(PAGE, filled(user)).content.decode()
    assert not Payout.objects.exists()


def test_a_wallet_below_the_minimum_shows_no_form(client: Client) -> None:
    client.force_login(make_influencer().user)
    page = client.get(PAGE).content.decode()
    assert "The least you can withdraw is" in page
    assert "form_key" not in page


def test_a_wallet_below_the_minimum_is_emptied_in_one(client: Client) -> None:
    user = make_influencer().user
    fill_wallet(user, 1_500)
    make_method(user)
    client.force_login(user)
    assert "$15.00, all that your wallet holds." in client.get(PAGE).content.decode()
    response = client.post(PAGE, filled(user, amount_minor="14.99"))
    told = {"amount_minor": ["Withdraw all $15.00 at once: it is less than $20.00."]}
    assert response.context["form"].errors == told
    assert client.post(PAGE, filled(user, amount_minor="15"))["Location"] == "/wallet/"
    assert balances(user) == {"wallet": 0, "payout": 1_500}


def test_a_wallet_below_the_minimum_waits_for_what_is_on_hold(client: Client) -> None:
    user = make_influencer().user
    fill_wallet(user, 1_500)
    make_hold(user, 1_000)
    make_method(user)
    client.force_login(user)
    page = client.get(PAGE).content.decode()
    assert "Less goes out once it is all you have, with nothing on hold" in page
    assert "form_key" not in page
    client.post(PAGE, filled(user, amount_minor="15"))
    assert not Payout.objects.exists()


def test_without_details_the_way_leads_there_and_back(client: Client) -> None:
    user = make_influencer().user
    fill_wallet(user, 10_000)
    client.force_login(user)
    page = client.get(PAGE).content.decode()
    assert 'href="/wallet/payout-details/?next=/wallet/withdraw/"' in page
    assert "form_key" not in page


# --- taking back, and the list ----------------------------------------------------------------


def test_an_owner_takes_a_withdrawal_back_once(client: Client, user: User) -> None:
    payout = make_payout(user, 5_000)
    for _ in range(2):
        response = client.post(f"{PAGE}{payout.pk}/cancel/", follow=True)
        assert "$50.00 is back in your wallet." in response.content.decode()
        assert balances(user) == {"wallet": 15_000, "payout": 0}


def test_what_is_being_paid_is_not_taken_back(client: Client, user: User) -> None:
    payout = make_batched(user, 5_000)
    page = client.get("/wallet/").content.decode()
    assert "Being paid" in page
    assert "Take back" not in page
    response = client.post(f"{PAGE}{payout.pk}/cancel/", follow=True)
    assert "This payout is already being paid." in response.content.decode()


def test_strangers_get_404(client: Client, user: User) -> None:
    payout = make_payout(make_influencer().user, 5_000)
    assert client.post(f"{PAGE}{payout.pk}/cancel/").status_code == 404
    assert client.get(f"{PAGE}{payout.pk}/cancel/").status_code == 405
    payout.refresh_from_db()
    assert payout.state == "requested"


@pytest.mark.parametrize("path", [PAGE, "/wallet/payouts/", "/wallet/payout-details/"])
def test_visitors_sign_in_first(client: Client, path: str) -> None:
    assert client.get(path)["Location"] == f"/accounts/login/?next={path}"
