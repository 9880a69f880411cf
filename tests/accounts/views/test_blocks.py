"""Blocking on a public profile, and the list of it in the settings."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.actions import block_user
from accounts.models import Block, is_blocked_between
from tests.factories.accounts import make_influencer, make_moderator, make_sponsor

pytestmark = pytest.mark.django_db


def client_of(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def sponsor():
    return make_sponsor(handle="nord", display_name="Nord")


@pytest.fixture
def influencer():
    return make_influencer(handle="mira", display_name="Mira")


@pytest.mark.parametrize("side", ["sponsor", "influencer"])
def test_each_side_is_asked_and_then_blocks_the_other(sponsor, influencer, side: str) -> None:
    me, other = (sponsor, influencer) if side == "sponsor" else (influencer, sponsor)
    client, page = client_of(me.user), other.get_absolute_url()
    assert f'href="{page}block/"' in client.get(page).text
    question = client.get(f"{page}block/").text
    assert f"Block {other.display_name}?" in question
    assert not Block.objects.exists()

    response = client.post(f"{page}block/", follow=True)
    assert response.redirect_chain == [(page, 302)]
    assert is_blocked_between(me.user.pk, other.user.pk)
    assert f"{other.display_name} is blocked and is not told." in response.text
    assert "Unblock" in response.text


def test_a_sponsor_who_blocked_somebody_is_not_led_to_an_offer(sponsor, influencer) -> None:
    client = client_of(sponsor.user)
    assert "Make an offer" in client.get("/influencers/mira/").text
    block_user(actor=sponsor.user, user=influencer.user)
    assert "Make an offer" not in client.get("/influencers/mira/").text


def test_the_blocked_one_sees_nothing_of_it(sponsor, influencer) -> None:
    client = client_of(influencer.user)
    before = client.get("/sponsors/nord/").text
    block_user(actor=sponsor.user, user=influencer.user)
    strip = [line for line in client.get("/sponsors/nord/").text.splitlines() if "csrf" not in line]
    assert strip == [line for line in before.splitlines() if "csrf" not in line]
    assert "Nord" not in client.get("/settings/blocks/").content.decode().split("<main")[1]


def test_only_the_other_side_blocks(sponsor, influencer) -> None:
    for stranger, page in [
        (make_sponsor().user, "/sponsors/nord/block/"),
        (make_influencer().user, "/influencers/mira/block/"),
        (make_moderator(), "/influencers/mira/block/"),
        (make_moderator(), "/sponsors/nord/block/"),
        (sponsor.user, "/sponsors/nord/block/"),
        (sponsor.user, "/influencers/nobody/block/"),
        (sponsor.user, "/influencers/nord/block/"),
    ]:
        assert client_of(stranger).get(page).status_code == 404
        assert client_of(stranger).post(page).status_code == 404
    assert not Block.objects.exists()
    for reader in (make_sponsor().user, make_moderator()):
        assert "/block/" not in client_of(reader).get("/sponsors/nord/").text


def test_visitors_sign_in_first(client: Client, sponsor, influencer) -> None:
    for page in ("/influencers/mira/block/", "/sponsors/nord/block/", "/settings/blocks/"):
        assert client.get(page).url == f"/accounts/login/?next={page}"
        assert "/block/" not in client.get("/influencers/mira/").text


def test_a_hidden_profile_is_not_blocked_from_its_page(influencer) -> None:
    make_sponsor(handle="secret", verified=False)
    assert client_of(influencer.user).get("/sponsors/secret/block/").status_code == 404


def test_the_settings_list_and_lift_blocks(sponsor, influencer) -> None:
    client = client_of(sponsor.user)
    assert "You have blocked nobody" in client.get("/settings/blocks/").text
    block = block_user(actor=sponsor.user, user=influencer.user)
    assert "Mira" in client.get("/settings/blocks/").text
    response = client.post(f"/settings/blocks/{block.pk}/unblock/", follow=True)
    assert response.redirect_chain == [("/settings/blocks/", 302)]
    assert "Mira is unblocked." in response.text
    assert not Block.objects.exists()


def test_unblocking_on_the_profile_leads_back_there(sponsor, influencer) -> None:
    block = block_user(actor=sponsor.user, user=influencer.user)
    url = f"/settings/blocks/{block.pk}/unblock/"
    assert client_of(sponsor.user).get(url).status_code == 405
    assert client_of(sponsor.user).post(url, {"back": "profile"}).url == "/influencers/mira/"


def test_nobody_lifts_the_block_of_another(sponsor, influencer) -> None:
    block = block_user(actor=sponsor.user, user=influencer.user)
    for stranger in (influencer.user, make_sponsor().user, make_moderator()):
        response = client_of(stranger).post(f"/settings/blocks/{block.pk}/unblock/")
        assert response.status_code == 404
    assert client_of(sponsor.user).post(f"/settings/blocks/{10**30}/unblock/").status_code == 404
    assert Block.objects.get() == block


def test_the_list_costs_the_same_however_long_it_is(sponsor) -> None:
    client, counts = client_of(sponsor.user), []
    for more in (1, 2):
        for _ in range(more):
            block_user(actor=sponsor.user, user=make_influencer().user)
        client.get("/settings/blocks/")
        with CaptureQueriesContext(connection) as queries:
            client.get("/settings/blocks/")
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_moderators_are_not_led_to_a_list_they_do_not_have() -> None:
    page = client_of(make_moderator()).get("/settings/notifications/").text
    assert "/settings/blocks/" not in page
    assert "/settings/blocks/" in client_of(make_sponsor().user).get("/settings/data/").text
