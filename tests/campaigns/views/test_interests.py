"""Interests: applying, talking, answering."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from campaigns.models import Interest
from marketplace.messaging.models import Message, unread_count
from tests.campaigns.conftest import client_of
from tests.factories.accounts import make_influencer
from tests.factories.ads import make_ad
from tests.factories.campaigns import make_campaign, make_interest

pytestmark = pytest.mark.django_db


@pytest.fixture
def interest(campaign, influencer):
    return make_interest(campaign, influencer)


def apply(client, campaign, **fields):
    data = {"message": "I run there every day.", "proposed_price_minor": "400"} | fields
    return client.post(f"/campaigns/{campaign.pk}/interest/", data)


def words_of(response):
    return [str(message) for message in response.context["messages"]]


def test_an_influencer_applies_with_message_and_price(influencer_client, influencer, campaign):
    response = apply(influencer_client, campaign)
    interest = Interest.objects.get()
    assert response.url == interest.get_absolute_url()
    assert (interest.influencer, interest.state) == (influencer, "open")
    assert interest.proposed_price_minor == 40_000
    assert [message.body for message in interest.thread.messages.all()] == [
        "I run there every day."
    ]
    assert unread_count(campaign.sponsor.user) == 1


def test_the_price_may_stay_open(influencer_client, campaign):
    apply(influencer_client, campaign, proposed_price_minor="")
    assert Interest.objects.get().proposed_price_minor is None


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("message", ""),
        ("message", "  \n "),
        ("message", "x" * 2001),
        ("message", "a\x00b"),
        ("proposed_price_minor", "0"),
        ("proposed_price_minor", "-1"),
        ("proposed_price_minor", "1.001"),
        ("proposed_price_minor", "lots"),
        ("proposed_price_minor", "9" * 40),
    ],
)
def test_what_cannot_be_true_is_told_at_its_field(influencer_client, campaign, field, value):
    response = apply(influencer_client, campaign, **{field: value})
    assert list(response.context["form"].errors) == [field]
    assert not Interest.objects.exists()
    assert not Message.objects.exists()


def test_a_second_application_is_refused_in_words(influencer_client, campaign, interest):
    response = apply(influencer_client, campaign)
    assert response.context["form"].non_field_errors() == [
        "You have shown interest already. The sponsor has yet to answer."
    ]
    assert Interest.objects.count() == 1


def test_an_interest_beside_an_open_ad_is_refused(influencer_client, influencer, campaign):
    make_ad(campaign=campaign, influencer=influencer)
    response = apply(influencer_client, campaign)
    assert response.context["form"].non_field_errors() == [
        "You have an open ad in this campaign already."
    ]


def test_a_draft_nobody_sent_is_in_nobodys_way(influencer_client, influencer, campaign):
    make_ad("draft", campaign=campaign, influencer=influencer)
    apply(influencer_client, campaign)
    assert Interest.objects.count() == 1


def test_one_may_apply_again_after_withdrawing(influencer_client, influencer, campaign):
    make_interest(campaign, influencer, state="withdrawn")
    apply(influencer_client, campaign)
    assert sorted(Interest.objects.values_list("state", flat=True)) == ["open", "withdrawn"]


def test_a_paused_campaign_takes_no_interest(influencer_client, influencer):
    campaign = make_campaign(state="paused")
    make_interest(campaign, influencer, state="withdrawn")
    response = apply(influencer_client, campaign)
    assert response.context["form"].non_field_errors() == [
        "The campaign is paused. It takes no interest now."
    ]


def test_campaigns_one_may_not_see_take_no_interest(influencer_client):
    for hidden in (
        make_campaign(visibility="private"),
        make_campaign(state="draft"),
        make_campaign(flagged_at=timezone.now(), flag_reason="Looks wrong."),
    ):
        assert apply(influencer_client, hidden).status_code == 404
    assert not Interest.objects.exists()


def test_a_private_campaign_takes_none_even_from_those_who_had_an_ad(influencer_client, influencer):
    campaign = make_campaign(visibility="private")
    make_ad("declined", campaign=campaign, influencer=influencer)
    response = apply(influencer_client, campaign)
    assert response.context["form"].non_field_errors() == [
        "The campaign is private: its sponsor asks whom it wants."
    ]


def test_a_suspended_influencer_cannot_apply(influencer_client, influencer, campaign):
    user = influencer.user
    user.suspended_at, user.suspension_reason = timezone.now(), "Bought followers."
    user.save()
    assert "suspended" in str(apply(influencer_client, campaign).context["form"].errors)
    assert not Interest.objects.exists()


def test_sponsors_cannot_apply(stranger_client, campaign):
    assert apply(stranger_client, campaign).url == "/campaigns/"
    assert not Interest.objects.exists()


def test_the_form_alone_changes_nothing(influencer_client, campaign):
    assert influencer_client.get(f"/campaigns/{campaign.pk}/interest/").status_code == 200
    assert not Interest.objects.exists()


def test_nothing_is_posted_without_the_token_of_the_form(influencer, campaign, interest):
    client = Client(enforce_csrf_checks=True)
    client.force_login(influencer.user)
    for url in (
        f"/campaigns/{campaign.pk}/interest/",
        f"/campaigns/{campaign.pk}/interest/withdraw/",
        f"/campaigns/{campaign.pk}/save/",
        interest.get_absolute_url(),
    ):
        assert client.post(url, {"body": "x", "message": "x"}).status_code == 403


def test_an_influencer_withdraws(influencer_client, campaign, interest):
    url = f"/campaigns/{campaign.pk}/interest/withdraw/"
    influencer_client.get(url)
    interest.refresh_from_db()
    assert interest.state == "open"
    influencer_client.post(url)
    interest.refresh_from_db()
    assert interest.state == "withdrawn"
    assert words_of(influencer_client.post(url, follow=True)) == [
        "Your interest is withdrawn.",
        "This interest is not open any more: withdrawn.",
    ]


def test_nobody_withdraws_anothers_interest(other_influencer_client, campaign, interest):
    other_influencer_client.post(f"/campaigns/{campaign.pk}/interest/withdraw/")
    interest.refresh_from_db()
    assert interest.state == "open"


def test_the_sponsor_sees_figures_price_and_message(sponsor_client, campaign):
    make_interest(campaign, make_influencer(display_name="Mira Sand", rating_sum=9, rating_count=2))
    html = sponsor_client.get(f"/campaigns/{campaign.pk}/interests/").content.decode()
    for words in (
        "Mira Sand",
        "48.2k",
        "4.10%",
        "(likes + comments) / followers",
        "4.5",
        "$400.00",
        "I run these trails every week",
    ):
        assert words in html


def test_answered_interests_stand_apart(sponsor_client, campaign):
    make_interest(campaign)
    declined = make_interest(campaign, state="declined")
    url = f"/campaigns/{campaign.pk}/interests/"
    assert len(sponsor_client.get(url).context["page"]) == 1
    assert sponsor_client.get(f"{url}?state=answered").context["page"].items == [declined]


def test_the_sponsors_list_costs_the_same_for_one_row_and_for_three(sponsor_client, campaign):
    counts = []
    for more in (1, 2):
        for _ in range(more):
            make_interest(campaign)
        with CaptureQueriesContext(connection) as queries:
            response = sponsor_client.get(f"/campaigns/{campaign.pk}/interests/")
        counts.append(len(queries))
    assert len(response.context["page"]) == 3
    assert counts[0] == counts[1]


def test_strangers_get_404_everywhere(stranger_client, other_influencer_client, campaign, interest):
    for client in (stranger_client, other_influencer_client):
        assert client.get(interest.get_absolute_url()).status_code == 404
        assert client.post(interest.get_absolute_url(), {"body": "Hello"}).status_code == 404
    assert stranger_client.get(f"/campaigns/{campaign.pk}/interests/").status_code == 404
    decline = f"{interest.get_absolute_url()}decline/"
    assert stranger_client.post(decline, {"decline_reason": "No"}).status_code == 404
    interest.refresh_from_db()
    assert interest.state == "open"


def test_an_interest_is_found_only_under_its_own_campaign(sponsor, sponsor_client, interest):
    other = make_campaign(sponsor)
    assert sponsor_client.get(f"/campaigns/{other.pk}/interests/{interest.pk}/").status_code == 404
    assert sponsor_client.get(f"/campaigns/{10**30}/interests/{10**30}/").status_code == 404


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
