"""Browsing campaigns and saving some."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from campaigns.models import SavedCampaign
from tests.factories.accounts import make_category, make_sponsor
from tests.factories.campaigns import make_campaign, make_interest

pytestmark = pytest.mark.django_db
URL = "/campaigns/"


def titles(response):
    return [campaign.title for campaign in response.context["page"]]


def test_visitors_are_sent_to_log_in(client):
    response = client.get(URL)
    assert response.status_code == 302
    assert response.url.startswith(reverse("account_login"))


def test_influencers_see_public_campaigns_newest_first(influencer_client):
    now = timezone.now()
    make_campaign(title="Old", published_at=now - timedelta(days=2))
    make_campaign(title="New", published_at=now)
    assert titles(influencer_client.get(URL)) == ["New", "Old"]


def test_what_is_not_open_to_all_is_not_listed(influencer_client):
    make_campaign(visibility="private")
    make_campaign(state="draft")
    make_campaign(state="paused")
    make_campaign(state="closed")
    make_campaign(flagged_at=timezone.now(), flag_reason="Looks wrong.")
    make_campaign(make_sponsor(verified=False))
    suspended = make_sponsor()
    suspended.user.suspended_at, suspended.user.suspension_reason = timezone.now(), "Fraud."
    suspended.user.save()
    make_campaign(suspended)
    assert titles(influencer_client.get(URL)) == []


def test_a_row_names_sponsor_category_platforms_budget_and_dates(influencer_client, campaign):
    page = influencer_client.get(URL).content.decode()
    for words in ("Autumn trail shoes", "Northbeam", "Outdoor", "Instagram", "$5,000.00"):
        assert words in page
    assert f'datetime="{campaign.end_date.isoformat()}"' in page
    assert 'aria-label="Verified"' in page


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=coffee", ["Coffee"]),
        ("q=northbea", ["Coffee"]),
        ("category=food", ["Coffee"]),
        ("platform=youtube", ["Shoes"]),
        ("min_budget=6000", ["Shoes"]),
        ("min_budget=6,000.01", []),
        ("sort=budget", ["Shoes", "Coffee"]),
        ("sort=ending", ["Coffee", "Shoes"]),
        ("q=coffee&category=food&platform=instagram&min_budget=10", ["Coffee"]),
        ("q=coffee&platform=youtube", []),
    ],
)
def test_filters_narrow_and_sort(influencer_client, sponsor, query, found):
    today = timezone.localdate()
    make_campaign(
        title="Shoes",
        platforms=["youtube"],
        budget_minor=600_000,
        end_date=today + timedelta(days=9),
    )
    make_campaign(
        sponsor, title="Coffee", category=make_category("Food"), end_date=today + timedelta(days=3)
    )
    assert titles(influencer_client.get(f"{URL}?{query}")) == found


def test_each_filter_is_a_chip_that_takes_itself_away(influencer_client, campaign):
    page = influencer_client.get(f"{URL}?q=shoes&min_budget=10").content.decode()
    assert "“shoes”" in page
    assert "$10.00 or more" in page
    assert 'href="?min_budget=10"' in page


@pytest.mark.parametrize(
    "query",
    [
        "q=%00&category=%00&platform=%00&min_budget=%00&sort=%00&after=%00",
        "category=nothing&platform=myspace&min_budget=lots&sort=upside-down&show=all",
        "min_budget=-5",
        "min_budget=99999999999999999999999999",
        "q=" + "x" * 5000,
        "q=%22%27%29%20OR%20NEAR(%20*%20%3A",
        "q=%ED%A0%80&after=%ED%A0%80",
        "after=AAAA&after=" + "x" * 3000,
        "q=a&q=b&platform[]=x",
    ],
)
def test_hostile_addresses_give_a_page(influencer_client, campaign, query):
    assert influencer_client.get(f"{URL}?{query}").status_code == 200


def test_a_filter_that_makes_no_sense_is_left_out_and_told(influencer_client, campaign):
    response = influencer_client.get(f"{URL}?min_budget=lots")
    assert titles(response) == ["Autumn trail shoes"]
    assert "Enter an amount as a number" in response.content.decode()


def test_pages_follow_each_other_without_gaps(influencer_client):
    for number in range(25):
        make_campaign(title=f"Number {number}")
    first = influencer_client.get(URL)
    second = influencer_client.get(URL, {"after": first.context["page"].next_cursor})
    assert titles(first) + titles(second) == [f"Number {n}" for n in range(24, -1, -1)]


@pytest.mark.parametrize("query", ["", "?q=campaign&category=outdoor&platform=instagram"])
def test_the_list_costs_the_same_for_one_row_and_for_three(influencer_client, influencer, query):
    counts = []
    make_interest(make_campaign(), influencer)
    for _ in range(2):
        influencer_client.get(URL)  # fills the page cache
        with CaptureQueriesContext(connection) as queries:
            response = influencer_client.get(URL + query)
        counts.append(len(queries))
        make_interest(make_campaign(), influencer)
        make_campaign()
    assert len(response.context["page"]) == 3
    assert counts[0] == counts[1]


def test_a_full_list_stays_small(influencer_client):
    for _ in range(21):
        make_campaign(title="A title of some length, as people write them", description="x" * 5000)
    assert len(influencer_client.get(URL).content) <= 40_000


def test_the_reader_sees_what_they_saved_and_applied_for(influencer_client, influencer, campaign):
    make_interest(campaign, influencer)
    SavedCampaign.objects.create(campaign=campaign, influencer=influencer)
    row = influencer_client.get(URL).context["page"].items[0]
    assert (row.is_saved, row.interest_state) == (True, "open")


def test_one_readers_marks_are_never_shown_to_another(
    influencer_client, other_influencer_client, influencer, campaign
):
    SavedCampaign.objects.create(campaign=campaign, influencer=influencer)
    make_interest(campaign, influencer)
    influencer_client.get(URL)
    row = other_influencer_client.get(URL).context["page"].items[0]
    assert (row.is_saved, row.interest_state) == (False, None)


def test_tabs_show_saved_campaigns_and_own_interests(influencer_client, influencer):
    saved, applied = make_campaign(title="Saved"), make_campaign(title="Applied", state="paused")
    make_campaign(title="Neither")
    SavedCampaign.objects.create(campaign=saved, influencer=influencer)
    make_interest(applied, influencer)
    assert titles(influencer_client.get(URL + "?show=saved")) == ["Saved"]
    assert titles(influencer_client.get(URL + "?show=interested")) == ["Applied"]


def test_a_new_category_is_offered_at_once(
    influencer_client, campaign, django_capture_on_commit_callbacks
):
    assert "Gardening" not in influencer_client.get(URL).content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        make_category("Gardening")
    assert "Gardening" in influencer_client.get(URL).content.decode()


def test_saving_and_taking_off_the_list(influencer_client, influencer, campaign):
    url = reverse("campaigns:save", args=[campaign.pk])
    response = influencer_client.post(url, {"is_saved": "1", "next": "/campaigns/?q=shoes"})
    assert response.url == "/campaigns/?q=shoes"
    influencer_client.post(url, {"is_saved": "1"})
    assert SavedCampaign.objects.filter(influencer=influencer, campaign=campaign).count() == 1
    influencer_client.post(url, {"is_saved": "0"})
    assert not SavedCampaign.objects.exists()
    influencer_client.post(url)
    assert SavedCampaign.objects.count() == 1


def test_saving_leads_nowhere_else(influencer_client, campaign):
    url = reverse("campaigns:save", args=[campaign.pk])
    response = influencer_client.post(url, {"next": "https://elsewhere.example/"})
    assert response.url == campaign.get_absolute_url()


def test_a_script_gets_only_the_button_back(influencer_client, campaign):
    url = reverse("campaigns:save", args=[campaign.pk])
    response = influencer_client.post(url, {"is_saved": "1"}, headers={"HX-Request": "true"})
    assert response.status_code == 200
    assert "<html" not in response.content.decode()
    assert 'name="is_saved" value="0"' in response.content.decode()


def test_a_get_saves_nothing(influencer_client, campaign):
    influencer_client.get(reverse("campaigns:save", args=[campaign.pk]))
    assert not SavedCampaign.objects.exists()


def test_what_one_may_not_see_cannot_be_saved(influencer_client):
    hidden = make_campaign(visibility="private")
    response = influencer_client.post(reverse("campaigns:save", args=[hidden.pk]))
    assert response.status_code == 404


def test_sponsors_save_nothing(sponsor_client, campaign):
    response = sponsor_client.post(reverse("campaigns:save", args=[campaign.pk]), follow=True)
    assert "Only influencers" in response.content.decode()
    assert not SavedCampaign.objects.exists()
