"""Interests: applying, talking, answering."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from campaigns.models import Interest
from marketplace.messaging.models import Message, unread_count
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


@pytest.mark.parametrize("number", [2**63, 10**30])
def test_an_id_no_column_holds_is_no_page(influencer_client, number):
    assert influencer_client.get(f"/campaigns/{number}/interest/withdraw/").status_code == 404


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
    make_interest(
        campaign, make_influencer(display_name="Mira Sand", rating_sum=27, rating_count=2)
    )
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
