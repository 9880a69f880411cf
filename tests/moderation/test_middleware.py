"""Staff set up a second factor before they see the admin."""

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client

from tests.factories.accounts import make_moderator, make_sponsor

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def no_demo(settings) -> None:
    settings.DEMO = False


@pytest.mark.parametrize("path", ["/admin/", "/admin/accounts/user/", "/admin/nothing/"])
def test_staff_without_a_second_factor_are_led_to_set_one_up(client: Client, path: str) -> None:
    moderator = make_moderator()
    client.force_login(moderator)
    response = client.get(path)
    assert (response.status_code, response.url) == (302, "/accounts/2fa/")

    Authenticator.objects.create(user=moderator, type="recovery_codes", data={})
    assert client.post(path).url == "/accounts/2fa/"


@pytest.mark.parametrize("kind", ["totp", "webauthn"])
def test_staff_with_a_second_factor_see_the_admin(client: Client, kind: str) -> None:
    moderator = make_moderator()
    Authenticator.objects.create(user=moderator, type=kind, data={})
    client.force_login(moderator)
    assert client.get("/admin/accounts/category/").status_code == 200


def test_elsewhere_staff_are_left_alone(client: Client) -> None:
    client.force_login(make_moderator())
    assert client.get("/influencers/").status_code == 200


def test_a_demo_does_without(client: Client, settings) -> None:
    settings.DEMO = True
    client.force_login(make_moderator())
    assert client.get("/admin/accounts/category/").status_code == 200


def test_others_learn_nothing_new(client: Client) -> None:
    assert client.get("/admin/").url == "/admin/login/?next=/admin/"
    client.force_login(make_sponsor().user)
    assert client.get("/admin/login/").status_code == 403
