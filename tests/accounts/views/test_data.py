"""What is stored about a user, and deleting the account."""

import pytest
from django.test import Client

from accounts.actions import deletion
from accounts.models import User
from tests.factories.accounts import PASSWORD, make_influencer, make_sponsor

pytestmark = pytest.mark.django_db
PATH = "/settings/data/"


def test_visitors_sign_in_first(client: Client) -> None:
    assert client.get(PATH).url == f"/accounts/login/?next={PATH}"


def test_the_password_and_a_yes_delete_the_account(client: Client) -> None:
    user = make_influencer().user
    client.force_login(user)
    response = client.post(PATH, {"password": PASSWORD, "confirm": "on"})
    assert (response.status_code, response.url) == (302, "/")
    assert "_auth_user_id" not in client.session
    user.refresh_from_db()
    assert user.anonymised_at


@pytest.mark.parametrize(
    ("data", "field"),
    [({"password": "wrong", "confirm": "on"}, "password"), ({"password": PASSWORD}, "confirm")],
)
def test_a_wrong_password_or_no_yes_deletes_nothing(client: Client, data, field) -> None:
    user = make_sponsor().user
    client.force_login(user)
    response = client.post(PATH, data)
    assert list(response.context["form"].errors) == [field]
    assert User.objects.get(pk=user.pk).is_active


def test_guessing_the_password_is_limited(client: Client) -> None:
    client.force_login(make_sponsor().user)
    for _ in range(12):
        response = client.post(PATH, {"password": "wrong", "confirm": "on"})
    assert "Too many" in str(response.context["form"].errors["password"])


def test_what_is_in_the_way_is_listed_and_nothing_is_deleted(client: Client, monkeypatch) -> None:
    user = make_sponsor().user
    monkeypatch.setattr(deletion, "deletion_blockers", [lambda _user: ["You have 2 open ads."]])
    client.force_login(user)
    html = client.get(PATH).text
    assert "You have 2 open ads." in html
    assert "Delete my account" not in html
    client.post(PATH, {"password": PASSWORD, "confirm": "on"})
    assert User.objects.get(pk=user.pk).is_active
