from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from marketplace.ledger.models import PayoutMethod
from tests.factories.accounts import PASSWORD, make_influencer
from tests.factories.ledger import make_method, make_payout

pytestmark = pytest.mark.django_db

PAGE = "/wallet/payout-details/"
IBAN = "DE89370400440532013000"


@pytest.fixture
def user(client: Client) -> User:
    user = make_influencer().user
    client.force_login(user)
    return user


def filled(**changes: Any) -> dict[str, Any]:
    return {
        "kind": "iban",
        "holder": "Lena Portage",
        "iban": "DE89 3704 0044 0532 0130 00",
        "bic": "",
        "details": "",
        "password": PASSWORD,
    } | changes


def test_an_account_is_saved_and_the_page_says_from_when(client: Client, user: User) -> None:
    before = timezone.now()
    response = client.post(PAGE, filled(), follow=True)
    assert response.redirect_chain == [("/wallet/", 302)]
    method = user.payout_methods.get()
    assert (method.kind, method.iban, method.bic) == ("iban", IBAN, "COBADEFFXXX")
    assert timedelta(hours=24) <= method.usable_at - before < timedelta(hours=24, minutes=1)
    page = response.content.decode()
    assert "Saved. Money goes to Lena Portage, IBAN DE… 3000 from" in page
    assert f"{method.usable_at:%H:%M}" in page
    page = client.get(PAGE).content.decode()
    assert "Used from" in page
    assert IBAN not in page


def test_another_way_is_saved_and_leads_back_to_where_one_came_from(
    client: Client, user: User
) -> None:
    data = filled(kind="other", iban="half an iban", details=" Account 12 at the Quay bank ")
    response = client.post(f"{PAGE}?next=/wallet/withdraw/", data)
    assert response["Location"] == "/wallet/withdraw/"
    method = user.payout_methods.get()
    assert (method.kind, method.details, method.iban, method.bic) == (
        "other",
        "Account 12 at the Quay bank",
        "",
        "",
    )


def test_the_way_on_leads_to_this_site_only(client: Client, user: User) -> None:
    response = client.post(f"{PAGE}?next=https://example.com/", filled())
    assert response["Location"] == "/wallet/"


@pytest.mark.parametrize(
    ("changes", "field", "message"),
    [
        ({"kind": ""}, "kind", "Choose one."),
        (
            {"kind": "cash"},
            "kind",
            "Select a valid choice. cash is not one of the available choices.",
        ),
        ({"holder": " "}, "holder", "Fill this in."),
        (
            {"iban": "DE89370400440532013001"},
            "iban",
            (
                "This is not a valid IBAN. Copy it from your bank: it looks like "
                "DE89 3704 0044 0532 0130 00."
            ),
        ),
        (
            {"bic": "COBA"},
            "bic",
            "This is not a valid BIC. It has 8 or 11 characters, such as COBADEFFXXX.",
        ),
        ({"kind": "other"}, "details", "Fill this in."),
        ({"password": "guess"}, "password", "This is not your password. Type it again."),
        ({"password": ""}, "password", "Fill this in."),
    ],
)
def test_what_cannot_be_is_told_at_its_field_and_saves_nothing(
    client: Client, user: User, changes: dict[str, str], field: str, message: str
) -> None:
    response = client.post(PAGE, filled(**changes))
    assert response.context["form"].errors == {field: [message]}
    page = response.content.decode()
    assert "guess" not in page
    if field != "holder":
        assert 'value="Lena Portage"' in page
    assert not PayoutMethod.objects.exists()


def test_guessing_ends_after_ten_tries(client: Client, user: User) -> None:
    for _ in range(10):
        assert client.post(PAGE, filled(password="guess")).status_code == 200
    assert client.post(PAGE, filled()).status_code == 429
    assert not PayoutMethod.objects.exists()


def test_the_same_details_again_change_nothing(client: Client, user: User) -> None:
    client.post(PAGE, filled())
    response = client.post(PAGE, filled(), follow=True)
    assert "These are the details you have. Nothing changed." in response.content.decode()
    assert PayoutMethod.objects.count() == 1


def test_both_ways_are_in_the_page_and_former_details_are_not(client: Client, user: User) -> None:
    former = make_method(user)
    make_method(user, iban=IBAN)
    page = client.get(PAGE).content.decode()
    for text in ("Bank account with IBAN", "Another way", 'name="iban"', 'name="details"'):
        assert text in page
    assert "Sample Person, IBAN DE… 3000" in page
    assert "Used from" not in page
    assert former.details not in page


def test_waiting_withdrawals_keep_their_details_and_the_page_says_so(
    client: Client, user: User
) -> None:
    assert "keep the details they were asked with" not in client.get(PAGE).content.decode()
    payout = make_payout(user)
    assert "keep the details they were asked with" in client.get(PAGE).content.decode()
    client.post(PAGE, filled())
    payout.refresh_from_db()
    assert payout.method.retired_at is not None
    assert payout.destination == "Sample Person, 0000 1111"


def test_suspended_users_change_nothing(client: Client, user: User) -> None:
    User.objects.filter(pk=user.pk).update(suspended_at=timezone.now(), suspension_reason="Spam")
    for response in (client.get(PAGE), client.post(PAGE, filled())):
        assert "payout details cannot be changed" in response.content.decode()
    assert not PayoutMethod.objects.exists()


def test_nobody_sees_anybody_elses_details(client: Client, user: User) -> None:
    make_method(make_influencer().user, iban=IBAN)
    assert "IBAN DE… 3000" not in client.get(PAGE).content.decode()
