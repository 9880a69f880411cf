"""The conversation of an interest: who reads it, who writes, how it is declined."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from marketplace.messaging.models import Message, unread_count
from marketplace.notifications.models import Notification
from tests.campaigns.conftest import client_of
from tests.factories.ads import make_ad
from tests.factories.campaigns import make_campaign, make_interest
from tests.factories.notifications import make_notification

pytestmark = pytest.mark.django_db


@pytest.fixture
def interest(campaign, influencer):
    return make_interest(campaign, influencer)


def words_of(response):
    return [str(message) for message in response.context["messages"]]


def test_an_interest_is_found_only_under_its_own_campaign(sponsor, sponsor_client, interest):
    other = make_campaign(sponsor)
    assert sponsor_client.get(f"/campaigns/{other.pk}/interests/{interest.pk}/").status_code == 404
    for number in (2**63, 10**30):
        url = f"/campaigns/{number}/interests/{interest.pk}/"
        assert sponsor_client.get(url).status_code == 404


def test_both_sides_write_and_read(
    sponsor, sponsor_client, influencer, influencer_client, interest
):
    url = interest.get_absolute_url()
    assert unread_count(sponsor.user) == 1
    sponsor_client.get(url)
    assert unread_count(sponsor.user) == 0
    response = sponsor_client.post(url, {"body": "Could you film before the snow?"})
    assert response.url == f"{url}#conversation"
    assert unread_count(influencer.user) == 1
    assert "before the snow?" in influencer_client.get(url).content.decode()
    assert unread_count(influencer.user) == 0
    influencer_client.post(url, {"body": "Yes, in October."})
    assert unread_count(sponsor.user) == 1


@pytest.mark.parametrize("body", ["", "   ", "x" * 5001])
def test_an_impossible_message_is_told_at_its_field(sponsor_client, interest, body):
    response = sponsor_client.post(interest.get_absolute_url(), {"body": body})
    assert list(response.context["message_form"].errors) == ["body"]
    assert Message.objects.count() == 1


def test_notices_of_a_conversation_are_read_with_it_and_no_others(
    sponsor, sponsor_client, influencer_client, interest
):
    other = make_interest(interest.campaign)
    make_notification(sponsor.user, url=other.get_absolute_url())
    influencer_client.post(interest.get_absolute_url(), {"body": "How high is it?"})
    unread = Notification.objects.visible_to(sponsor.user).unread()
    assert unread.count() == 2
    sponsor_client.get(f"{interest.get_absolute_url()}?before={Message.objects.latest('pk').pk}")
    assert unread.count() == 2  # the newest was not shown
    sponsor_client.get(interest.get_absolute_url())
    assert [notice.url for notice in unread] == [other.get_absolute_url()]


@pytest.mark.parametrize("state", ["withdrawn", "declined", "converted", "closed"])
def test_an_answered_interest_takes_no_message(sponsor_client, campaign, state):
    interest = make_interest(campaign, state=state)
    response = sponsor_client.post(interest.get_absolute_url(), {"body": "Hello"})
    assert response.status_code == 200
    assert Message.objects.count() == 1
    assert "Send message" not in sponsor_client.get(interest.get_absolute_url()).content.decode()


def test_the_conversation_costs_the_same_however_long_it_is(
    sponsor_client, influencer_client, interest
):
    counts = []
    for _ in range(2):
        for _ in range(2):
            influencer_client.post(interest.get_absolute_url(), {"body": "Hello"})
        sponsor_client.get(interest.get_absolute_url())
        with CaptureQueriesContext(connection) as queries:
            sponsor_client.get(interest.get_absolute_url())
        counts.append(len(queries))
    assert counts[0] == counts[1]


@pytest.mark.parametrize("query", ["before=%00", "before=" + "9" * 40, "before=x"])
def test_hostile_addresses_give_a_page(sponsor_client, interest, query):
    assert sponsor_client.get(f"{interest.get_absolute_url()}?{query}").status_code == 200


def test_the_sponsor_declines_with_a_reason(sponsor_client, influencer_client, interest):
    url = f"{interest.get_absolute_url()}decline/"
    assert list(sponsor_client.post(url, {"decline_reason": " "}).context["form"].errors) == [
        "decline_reason"
    ]
    sponsor_client.post(url, {"decline_reason": "We look in the Alps."})
    interest.refresh_from_db()
    assert (interest.state, interest.decline_reason) == ("declined", "We look in the Alps.")
    assert (
        "We look in the Alps."
        in influencer_client.get(interest.get_absolute_url()).content.decode()
    )
    again = sponsor_client.post(url, {"decline_reason": "Again."}, follow=True)
    assert words_of(again)[-1] == "This interest is not open any more: declined."


def test_influencers_decline_nothing(influencer_client, interest):
    influencer_client.post(f"{interest.get_absolute_url()}decline/", {"decline_reason": "x"})
    interest.refresh_from_db()
    assert interest.state == "open"


def test_an_interest_whose_campaign_became_private_keeps_its_conversation(
    influencer_client, campaign, interest
):
    campaign.visibility = "private"
    campaign.save()
    html = influencer_client.get(interest.get_absolute_url()).content.decode()
    assert f'href="{campaign.get_absolute_url()}"' not in html


def test_a_draft_made_from_an_interest_stays_its_sponsors_secret(
    sponsor_client, influencer_client, campaign, interest
):
    ad = make_ad("draft", campaign=campaign, influencer=interest.influencer)
    type(ad).objects.filter(pk=ad.pk).update(interest=interest)
    assert ad.get_absolute_url() in sponsor_client.get(interest.get_absolute_url()).content.decode()
    html = influencer_client.get(interest.get_absolute_url()).content.decode()
    assert ad.get_absolute_url() not in html


def test_visitors_are_sent_to_log_in(client, campaign, interest):
    for url in (
        interest.get_absolute_url(),
        f"/campaigns/{campaign.pk}/interests/",
        f"/campaigns/{campaign.pk}/interest/",
    ):
        assert client.get(url).status_code == 302


def test_moderators_do_not_read_conversations_here(moderator, interest):
    assert client_of(moderator).get(interest.get_absolute_url()).status_code == 404
