"""The contact guard in the contract room: shown first, then the author decides."""

import pytest

from accounts.actions import block_user
from accounts.models import Signal
from ads.workflow import Side, State
from marketplace.messaging.models import Message
from tests.ads.views.visiting import client_of, url_of
from tests.factories.accounts import make_influencer
from tests.factories.ads import make_ad

pytestmark = pytest.mark.django_db
BODY = "Or anna@mail.com, if you like."


@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true", "HX-Boosted": "true"}])
def test_a_message_that_leads_elsewhere_is_shown_to_its_author_first(headers) -> None:
    ad = make_ad(State.OFFERED)
    client, url = client_of(ad.user_of(Side.INFLUENCER)), url_of(ad, "messages")
    page = client.post(url, {"body": BODY}, headers=headers).text
    assert "Or <mark>anna@mail.com</mark>, if you like." in page
    assert 'name="anyway" value="1"' in page
    assert f"{BODY}</textarea>" in page
    assert not Message.objects.texts().exists()
    assert not Signal.objects.exists()

    client.post(url, {"body": BODY, "anyway": "1"}, headers=headers)
    assert Message.objects.texts().get().body == BODY
    assert Signal.objects.get().user == ad.user_of(Side.INFLUENCER)
    assert "anyway" not in client.get(url_of(ad)).text


def test_an_impossible_message_is_told_at_its_field_before_any_warning() -> None:
    ad = make_ad(State.OFFERED)
    client = client_of(ad.user_of(Side.SPONSOR))
    page = client.post(url_of(ad, "messages"), {"body": f"{BODY} " * 200, "anyway": "1"}).text
    assert "Shorten this to 5000 characters" in page
    assert "Not sent yet" not in page
    assert not Signal.objects.exists()


def test_a_stranger_gets_no_warning_but_404() -> None:
    ad = make_ad(State.OFFERED)
    client = client_of(make_influencer().user)
    assert client.post(url_of(ad, "messages"), {"body": BODY}).status_code == 404


def test_a_block_is_told_at_the_form_without_its_maker() -> None:
    ad = make_ad(State.OFFERED)
    block_user(actor=ad.user_of(Side.INFLUENCER), user=ad.user_of(Side.SPONSOR))
    page = client_of(ad.user_of(Side.SPONSOR)).post(url_of(ad, "messages"), {"body": "Hello"}).text
    name = ad.influencer.display_name
    assert f"You and {name} cannot make new agreements with each other." in page
    assert not Message.objects.texts().exists()
