"""Publish, pause, resume, close."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from tests.campaigns.conftest import client_of
from tests.factories.accounts import make_sponsor
from tests.factories.ads import make_ad
from tests.factories.campaigns import make_campaign, make_interest

pytestmark = pytest.mark.django_db
MOVES = [
    ("publish", "draft", "published"),
    ("pause", "published", "paused"),
    ("resume", "paused", "published"),
    ("close", "published", "closed"),
    ("close", "paused", "closed"),
    ("close", "draft", "closed"),
]


@pytest.mark.parametrize(("move", "source", "target"), MOVES)
def test_a_post_moves_the_campaign(sponsor, sponsor_client, move, source, target):
    campaign = make_campaign(sponsor, state=source)
    response = sponsor_client.post(f"/campaigns/{campaign.pk}/{move}/")
    assert response.url == campaign.get_absolute_url()
    campaign.refresh_from_db()
    assert campaign.state == target


@pytest.mark.parametrize(("move", "source", "target"), MOVES)
def test_a_get_only_says_what_would_happen(sponsor, sponsor_client, move, source, target):
    campaign = make_campaign(sponsor, state=source)
    response = sponsor_client.get(f"/campaigns/{campaign.pk}/{move}/")
    assert response.status_code == 200
    campaign.refresh_from_db()
    assert campaign.state == source


@pytest.mark.parametrize("move", ["publish", "pause", "resume", "close"])
def test_strangers_get_404(stranger_client, campaign, move):
    assert stranger_client.post(f"/campaigns/{campaign.pk}/{move}/").status_code == 404
    assert stranger_client.get(f"/campaigns/{campaign.pk}/{move}/").status_code == 404


@pytest.mark.parametrize("move", ["publish", "pause", "resume", "close"])
def test_influencers_move_nothing(influencer_client, campaign, move):
    influencer_client.post(f"/campaigns/{campaign.pk}/{move}/")
    campaign.refresh_from_db()
    assert campaign.state == "published"


@pytest.mark.parametrize("move", ["publish", "pause", "resume", "close"])
def test_nothing_moves_without_the_token_of_the_form(sponsor, campaign, move):
    client = Client(enforce_csrf_checks=True)
    client.force_login(sponsor.user)
    assert client.post(f"/campaigns/{campaign.pk}/{move}/").status_code == 403
    campaign.refresh_from_db()
    assert campaign.state == "published"


@pytest.mark.parametrize(
    ("move", "source"),
    [
        ("publish", "published"),
        ("publish", "paused"),
        ("publish", "closed"),
        ("pause", "draft"),
        ("pause", "paused"),
        ("pause", "closed"),
        ("resume", "draft"),
        ("resume", "published"),
        ("resume", "closed"),
        ("close", "closed"),
    ],
)
def test_a_move_from_the_wrong_state_is_refused_in_words(sponsor, sponsor_client, move, source):
    campaign = make_campaign(sponsor, state=source)
    response = sponsor_client.post(f"/campaigns/{campaign.pk}/{move}/", follow=True)
    assert [message.level_tag for message in response.context["messages"]] == ["error"]
    campaign.refresh_from_db()
    assert campaign.state == source


def test_an_unverified_sponsor_is_told_why_it_cannot_publish():
    sponsor = make_sponsor(verified=False)
    campaign = make_campaign(sponsor, state="draft")
    response = client_of(sponsor.user).post(f"/campaigns/{campaign.pk}/publish/", follow=True)
    assert "You are not verified yet." in str(list(response.context["messages"])[0])
    campaign.refresh_from_db()
    assert campaign.state == "draft"


def test_a_campaign_that_would_have_ended_is_not_published(sponsor, sponsor_client):
    past = timezone.localdate() - timedelta(days=2)
    campaign = make_campaign(sponsor, state="draft", start_date=past, end_date=past)
    response = sponsor_client.post(f"/campaigns/{campaign.pk}/publish/", follow=True)
    assert "The end date has passed" in str(list(response.context["messages"])[0])
    campaign.refresh_from_db()
    assert campaign.state == "draft"


def test_closing_withdraws_offers_and_closes_interests(sponsor_client, campaign):
    ad, agreed = make_ad(campaign=campaign), make_ad("accepted", campaign=campaign)
    interest = make_interest(campaign)
    sponsor_client.post(f"/campaigns/{campaign.pk}/close/")
    for row in (ad, agreed, interest, campaign):
        row.refresh_from_db()
    assert (ad.state, agreed.state, interest.state) == ("withdrawn", "accepted", "closed")
    assert campaign.committed_minor == agreed.committed_minor
