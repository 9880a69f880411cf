"""The public page of a sponsor."""

import pytest
from django.test import Client
from django.utils import timezone

from accounts import registries
from tests.factories.accounts import make_influencer, make_moderator, make_sponsor, make_user

pytestmark = pytest.mark.django_db


def status(path: str, reader=None) -> int:
    client = Client()
    if reader:
        client.force_login(reader)
    return client.get(path).status_code


def test_everybody_sees_a_verified_sponsor(client: Client) -> None:
    make_sponsor(handle="nord", website="https://nord.example", company_name="Nord & Co")
    html = client.get("/sponsors/nord/").text
    assert '<a href="https://nord.example" rel="nofollow noopener">nord.example</a>' in html
    assert "Nord &amp; Co" in html
    assert client.get("/sponsors/Nord/").url == "/sponsors/nord/"


def test_an_unverified_sponsor_is_404_for_strangers() -> None:
    sponsor = make_sponsor(verified=False, handle="nord")
    for stranger in (None, make_influencer().user, make_sponsor().user):
        assert status("/sponsors/nord/", stranger) == 404
    assert status("/sponsors/nord/", sponsor.user) == 200
    assert status("/sponsors/nord/", make_moderator()) == 200


def test_a_suspended_sponsor_is_404_for_strangers() -> None:
    user = make_user(role="sponsor", suspended_at=timezone.now(), suspension_reason="Fraud.")
    make_sponsor(user=user, handle="nord")
    assert status("/sponsors/nord/") == 404
    assert status("/sponsors/nord/", user) == 200


def test_handles_of_the_other_side_are_404() -> None:
    make_sponsor(handle="nord")
    make_influencer(handle="mira")
    assert (status("/sponsors/mira/"), status("/influencers/nord/")) == (404, 404)


def test_upper_apps_add_sections(client: Client, monkeypatch) -> None:
    sponsor = make_sponsor(handle="nord")
    asked = []
    sections = [lambda profile, user: asked.append((profile, user)), lambda profile, user: "Hello"]
    monkeypatch.setattr(registries, "profile_sections", sections)
    assert "Hello" in client.get("/sponsors/nord/").text
    assert asked[0][0] == sponsor
