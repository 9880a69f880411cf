"""What the database itself refuses, and what is visible to whom."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.utils import timezone

from campaigns.models import Campaign, Interest, SavedCampaign
from tests.factories.accounts import make_sponsor
from tests.factories.campaigns import make_campaign, make_interest

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "wrong",
    [
        {"committed_minor": 500_001},
        {"committed_minor": -1},
        {"budget_minor": 0},
        {"budget_minor": -5},
        {"end_date": timezone.localdate() - timedelta(days=1)},
        {"state": "lost"},
        {"visibility": "secret"},
        {"published_at": None},
        {"state": "closed"},
        {"closed_at": timezone.now()},
        {"flagged_at": timezone.now()},
    ],
)
def test_a_campaign_that_cannot_be_true_cannot_be_stored(campaign, wrong):
    with pytest.raises(IntegrityError), transaction.atomic():
        Campaign.objects.filter(pk=campaign.pk).update(**wrong)


@pytest.mark.parametrize(
    "wrong",
    [{"proposed_price_minor": 0}, {"state": "lost"}, {"state": "declined", "decline_reason": ""}],
)
def test_an_interest_that_cannot_be_true_cannot_be_stored(campaign, wrong):
    interest = make_interest(campaign)
    with pytest.raises(IntegrityError), transaction.atomic():
        Interest.objects.filter(pk=interest.pk).update(**wrong)


def test_one_interest_per_influencer_is_open_at_a_time(campaign, influencer):
    make_interest(campaign, influencer, state="withdrawn")
    make_interest(campaign, influencer)
    with pytest.raises(IntegrityError), transaction.atomic():
        make_interest(campaign, influencer)


def test_a_campaign_is_saved_once(campaign, influencer):
    SavedCampaign.objects.create(campaign=campaign, influencer=influencer)
    with pytest.raises(IntegrityError), transaction.atomic():
        SavedCampaign.objects.create(campaign=campaign, influencer=influencer)


def test_versions_are_counted_and_only_added(campaign):
    version = campaign.versions.get()
    with pytest.raises(TypeError):
        version.save()
    with pytest.raises(TypeError):
        version.delete()
    with pytest.raises(IntegrityError), transaction.atomic():
        type(version).objects.create(campaign=campaign, number=1, content={})


def test_a_campaign_somebody_applied_to_cannot_be_deleted(campaign):
    make_interest(campaign)
    with pytest.raises(ProtectedError):
        campaign.delete()


@pytest.mark.parametrize(
    ("user", "profile", "words"),
    [
        ({"suspended_at": timezone.now(), "suspension_reason": "x"}, {}, "suspended"),
        ({"is_active": False}, {}, "has left"),
        ({}, {"verification": "unverified", "verified_at": None}, "not verified"),
    ],
)
def test_a_page_and_the_list_agree_on_what_is_listed(user, profile, words):
    sponsor = make_sponsor()
    campaign = make_campaign(sponsor)
    assert campaign.is_listed
    assert Campaign.objects.listed().get() == campaign
    for row, values in ((sponsor.user, user), (sponsor, profile)):
        for name, value in values.items():
            setattr(row, name, value)
        row.save()
    campaign = Campaign.objects.select_related("sponsor__user").get()
    assert not campaign.is_listed
    assert words in campaign.block
    assert not Campaign.objects.listed().exists()


def test_platforms_are_found_by_their_whole_name(campaign):
    make_campaign(platforms=["x", "tiktok"])
    assert [c.platforms for c in Campaign.objects.on_platform("x")] == [["x", "tiktok"]]
    assert not Campaign.objects.on_platform("tik").exists()
