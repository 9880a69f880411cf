"""The contact guard on the pages of interests: shown first, then the author decides."""

import pytest

from accounts.actions import block_user
from accounts.models import Signal
from campaigns.models import Interest
from marketplace.messaging.models import Message
from tests.factories.campaigns import make_interest

pytestmark = pytest.mark.django_db
ELSEWHERE = "<i>Hi</i>, write to anna@mail.com instead."
PREVIEW = "&lt;i&gt;Hi&lt;/i&gt;, write to <mark>anna@mail.com</mark> instead."


@pytest.fixture
def interest(campaign, influencer):
    return make_interest(campaign, influencer)


def test_a_message_comes_back_with_its_phrase_marked_and_is_sent_anyway(sponsor_client, interest):
    url = interest.get_absolute_url()
    html = sponsor_client.post(url, {"body": ELSEWHERE}).text
    assert PREVIEW in html
    assert "Not sent yet: this looks like an e-mail address." in html
    assert 'name="anyway" value="1"' in html
    assert "write to anna@mail.com instead.</textarea>" in html
    assert Message.objects.count() == 1

    response = sponsor_client.post(url, {"body": ELSEWHERE, "anyway": "1"})
    assert response.url == f"{url}#conversation"
    assert Message.objects.count() == 2
    assert Signal.objects.count() == 1


def test_a_mended_message_is_sent_without_a_trace(sponsor_client, interest):
    url = interest.get_absolute_url()
    sponsor_client.post(url, {"body": ELSEWHERE})
    assert sponsor_client.post(url, {"body": "Write to me here."}).status_code == 302
    assert not Signal.objects.exists()
    assert "anyway" not in sponsor_client.get(url).text


def test_showing_interest_is_warned_of_too_and_keeps_the_price(influencer_client, campaign):
    url = f"/campaigns/{campaign.pk}/interest/"
    fields = {"message": ELSEWHERE, "proposed_price_minor": "400"}
    html = influencer_client.post(url, fields).text
    assert PREVIEW in html
    assert 'name="anyway" value="1"' in html
    assert 'value="400"' in html
    assert not Interest.objects.exists()

    influencer_client.post(url, fields | {"anyway": "1"})
    assert Interest.objects.get().proposed_price_minor == 40_000
    assert Signal.objects.count() == 1


def test_a_stranger_gets_no_warning_but_404(stranger_client, interest):
    fields = {"body": ELSEWHERE, "anyway": "1"}
    assert stranger_client.post(interest.get_absolute_url(), fields).status_code == 404
    assert not Signal.objects.exists()


def test_a_block_is_told_at_the_form_without_its_maker(sponsor_client, sponsor, interest):
    block_user(actor=interest.influencer.user, user=sponsor.user)
    html = sponsor_client.post(interest.get_absolute_url(), {"body": "Hello"}).text
    assert "You and Mira Sand cannot make new agreements with each other." in html
    assert Message.objects.count() == 1
