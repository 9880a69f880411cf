"""The moderators' view of campaigns."""

import pytest
from django.urls import reverse

from tests.campaigns.conftest import client_of
from tests.factories.ads import make_ad
from tests.factories.campaigns import make_campaign, make_interest

pytestmark = pytest.mark.django_db
LIST = "/admin/campaigns/campaign/"


@pytest.fixture
def console(moderator):
    return client_of(moderator)


def test_the_list_filters_and_searches(console, campaign):
    make_campaign(title="Coffee", state="draft")
    for query in (
        "q=autumn",
        "q=northbeam",
        "state__exact=published",
        "visibility__exact=public",
        "flagged_at__isempty=1",
        f"category__id__exact={campaign.category_id}",
    ):
        assert "Autumn trail shoes" in console.get(f"{LIST}?{query}").content.decode()
    assert "Coffee" not in console.get(f"{LIST}?state__exact=published").content.decode()


def test_a_campaign_is_read_with_its_money_and_versions(console, campaign):
    make_ad(campaign=campaign)
    html = console.get(f"{LIST}{campaign.pk}/change/").content.decode()
    committed = "<span>Committed by offers</span> <b>$450.00</b>"
    free = "<span>Free</span> <b>$4,550.00</b>"
    for words in ("$5,000.00", committed, free, "css/meter.css", "Campaign versions"):
        assert words in html
    assert 'name="title"' not in html
    assert 'name="budget_minor"' not in html


def test_flagging_asks_for_the_reason_first(console, campaign):
    response = console.post(LIST, {"action": "flag_chosen", "_selected_action": [campaign.pk]})
    page = console.get(response.url)
    assert "Autumn trail shoes" in page.content.decode()
    campaign.refresh_from_db()
    assert not campaign.is_flagged
    assert console.post(response.url, {"reason": ""}).context["form"].errors
    console.post(response.url, {"reason": "It hides that it is paid."})
    campaign.refresh_from_db()
    assert campaign.flag_reason == "It hides that it is paid."


def test_flags_are_lifted_from_the_list(console, moderator, campaign):
    from campaigns import actions

    actions.flag_campaign(actor=moderator, campaign=campaign, reason="Looks wrong.")
    console.post(LIST, {"action": "unflag_chosen", "_selected_action": [campaign.pk]})
    campaign.refresh_from_db()
    assert not campaign.is_flagged


@pytest.mark.parametrize("ids", ["", "x", "%00", "9" * 40, "1,2,,x"])
def test_hostile_ids_flag_nothing(console, campaign, ids):
    assert console.get(f"{LIST}flag/?ids={ids}").status_code == 200


def test_only_moderators_come_here(sponsor_client, campaign):
    for url in (LIST, f"{LIST}flag/?ids={campaign.pk}"):
        assert sponsor_client.get(url).status_code == 302
        assert sponsor_client.post(url, {"reason": "x"}).status_code == 302
    campaign.refresh_from_db()
    assert not campaign.is_flagged


def test_what_something_refers_to_cannot_be_deleted(console, sponsor):
    published, draft = make_campaign(sponsor), make_campaign(sponsor, state="draft")
    assert console.get(f"{LIST}{published.pk}/delete/").status_code == 403
    assert console.get(f"{LIST}{draft.pk}/delete/").status_code == 200
    assert "delete_selected" not in console.get(LIST).content.decode()


def test_interests_are_read_only(console, campaign):
    interest = make_interest(campaign)
    url = reverse("admin:campaigns_interest_change", args=[interest.pk])
    html = console.get(url).content.decode()
    assert "$400.00" in html
    assert 'name="message"' not in html
    assert console.get("/admin/campaigns/interest/add/").status_code == 403
