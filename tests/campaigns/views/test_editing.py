"""Drafting and changing a campaign."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from campaigns.models import Campaign, CampaignVersion
from tests.factories.accounts import make_category
from tests.factories.ads import make_ad
from tests.factories.campaigns import make_campaign

pytestmark = pytest.mark.django_db
NEW = "/campaigns/new/"


def filled(**fields):
    today = timezone.localdate()
    return {
        "title": "Autumn trail shoes",
        "description": "Two short films.",
        "goals": "Trail runners try them.",
        "category": make_category("Outdoor").pk,
        "platforms": ["instagram", "youtube"],
        "budget_minor": "5,000.50",
        "start_date": today.isoformat(),
        "end_date": (today + timedelta(days=30)).isoformat(),
        "visibility": "public",
    } | fields


def day(days):
    return (timezone.localdate() + timedelta(days=days)).isoformat()


def test_a_new_campaign_is_a_draft_of_its_sponsor(sponsor, sponsor_client):
    response = sponsor_client.post(NEW, filled())
    campaign = Campaign.objects.get()
    assert response.url == campaign.get_absolute_url()
    assert (campaign.sponsor, campaign.state, campaign.budget_minor) == (sponsor, "draft", 500_050)
    assert campaign.platforms == ["instagram", "youtube"]
    assert not CampaignVersion.objects.exists()


BAD = [
    ("title", ""),
    ("title", "   "),
    ("title", "x" * 121),
    ("title", "Shoes\x00"),
    ("title", "Shoes\r\n\r\n--\r\nYour account is closed."),
    ("description", ""),
    ("description", "x" * 5001),
    ("goals", ""),
    ("category", ""),
    ("category", "999999"),
    ("category", "none"),
    ("platforms", []),
    ("platforms", ["myspace"]),
    ("budget_minor", ""),
    ("budget_minor", "0"),
    ("budget_minor", "-5"),
    ("budget_minor", "1.234"),
    ("budget_minor", "lots"),
    ("budget_minor", "1e9"),
    ("budget_minor", "NaN"),
    ("budget_minor", "9" * 30),
    ("start_date", ""),
    ("start_date", "31/12/2026"),
    ("start_date", "0001-01-01"),
    ("end_date", ""),
    ("end_date", "2026-02-30"),
    ("end_date", "9999-12-31"),
    ("visibility", "secret"),
]


@pytest.mark.parametrize(("field", "value"), BAD)
def test_what_cannot_be_true_is_told_at_its_field(sponsor_client, field, value):
    response = sponsor_client.post(NEW, filled(**{field: value}))
    assert response.status_code == 200
    assert list(response.context["form"].errors) == [field]
    assert not Campaign.objects.exists()


def test_an_end_before_the_start_is_told_at_the_end(sponsor_client):
    response = sponsor_client.post(NEW, filled(start_date=day(10), end_date=day(9)))
    assert response.context["form"].errors == {
        "end_date": ["The end is before the start. Choose a later end."]
    }
    assert not Campaign.objects.exists()


def test_an_end_in_the_past_is_told_at_the_end(sponsor_client):
    response = sponsor_client.post(NEW, filled(start_date=day(-10), end_date=day(-1)))
    assert list(response.context["form"].errors) == ["end_date"]
    assert not Campaign.objects.exists()


def test_a_campaign_may_last_one_day(sponsor_client):
    assert sponsor_client.post(NEW, filled(start_date=day(0), end_date=day(0))).status_code == 302


def test_a_category_that_is_not_offered_is_refused(sponsor_client):
    old = make_category("Telegrams", is_active=False)
    response = sponsor_client.post(NEW, filled(category=old.pk))
    assert list(response.context["form"].errors) == ["category"]


def test_fields_that_are_not_the_sponsors_are_ignored(sponsor, sponsor_client):
    other = make_campaign().sponsor
    sponsor_client.post(
        NEW, filled(sponsor=other.pk, state="published", committed_minor="1", flagged_at="")
    )
    campaign = Campaign.objects.get(sponsor=sponsor)
    assert (campaign.state, campaign.committed_minor) == ("draft", 0)


def test_nothing_is_created_without_the_token_of_the_form(sponsor):
    client = Client(enforce_csrf_checks=True)
    client.force_login(sponsor.user)
    assert client.post(NEW, filled()).status_code == 403
    assert not Campaign.objects.exists()


def test_influencers_create_nothing(influencer_client):
    response = influencer_client.post(NEW, filled())
    assert response.url == "/campaigns/"
    assert not Campaign.objects.exists()


def test_visitors_are_sent_to_log_in(client):
    assert client.get(NEW).status_code == 302
    assert client.post(NEW, filled()).status_code == 302
    assert not Campaign.objects.exists()


def test_the_form_shows_what_is_stored(sponsor_client, campaign):
    html = sponsor_client.get(f"/campaigns/{campaign.pk}/edit/").content.decode()
    assert 'value="5000.00"' in html
    assert f'value="{campaign.end_date.isoformat()}"' in html


def test_a_changed_draft_keeps_no_version(sponsor, sponsor_client):
    campaign = make_campaign(sponsor, state="draft")
    sponsor_client.post(f"/campaigns/{campaign.pk}/edit/", filled(title="Spring shoes"))
    campaign.refresh_from_db()
    assert campaign.title == "Spring shoes"
    assert not CampaignVersion.objects.exists()


def test_a_changed_published_campaign_keeps_one(sponsor_client, campaign):
    sponsor_client.post(f"/campaigns/{campaign.pk}/edit/", filled(title="Spring shoes"))
    latest = campaign.versions.first()
    assert (latest.number, latest.content["title"]) == (2, "Spring shoes")


def test_line_breaks_of_browsers_are_no_change(sponsor, sponsor_client):
    campaign = make_campaign(sponsor, description="One.\n\nTwo.")
    same = filled(
        title=campaign.title,
        description="One.\r\n\r\nTwo.",
        goals=campaign.goals,
        platforms=campaign.platforms,
        budget_minor="5000",
        end_date=campaign.end_date.isoformat(),
    )
    sponsor_client.post(f"/campaigns/{campaign.pk}/edit/", same)
    assert campaign.versions.count() == 1


def test_a_budget_below_what_ads_hold_is_told_at_the_field(sponsor_client, campaign):
    make_ad(campaign=campaign)
    url = f"/campaigns/{campaign.pk}/edit/"
    response = sponsor_client.post(url, filled(budget_minor="449.99", title="Other"))
    assert response.context["form"].errors == {
        "budget_minor": ["Your ads hold $450.00 of this budget. Enter at least that much."]
    }
    campaign.refresh_from_db()
    assert (campaign.budget_minor, campaign.title) == (500_000, "Autumn trail shoes")
    assert sponsor_client.post(url, filled(budget_minor="450")).status_code == 302


def test_an_old_category_may_stay(sponsor, sponsor_client):
    old = make_category("Telegrams", is_active=False)
    campaign = make_campaign(sponsor, category=old)
    url = f"/campaigns/{campaign.pk}/edit/"
    assert sponsor_client.post(url, filled(category=old.pk)).status_code == 302


def test_a_closed_campaign_stays_as_it_is(sponsor, sponsor_client):
    campaign = make_campaign(sponsor, state="closed")
    response = sponsor_client.post(f"/campaigns/{campaign.pk}/edit/", filled(), follow=True)
    assert "stays as it is" in response.content.decode()
    assert Campaign.objects.get().title == campaign.title


def test_strangers_get_404(stranger_client, campaign):
    url = f"/campaigns/{campaign.pk}/edit/"
    assert stranger_client.get(url).status_code == 404
    assert stranger_client.post(url, filled()).status_code == 404
