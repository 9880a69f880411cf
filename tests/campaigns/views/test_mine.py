"""A sponsor's own campaigns."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories.ads import make_ad
from tests.factories.campaigns import make_campaign, make_interest

pytestmark = pytest.mark.django_db
URL = "/campaigns/mine/"


def test_own_campaigns_are_shown_by_state(sponsor, sponsor_client):
    for state in ("draft", "published", "paused", "closed"):
        make_campaign(sponsor, state=state, title=state.title())
    make_campaign(title="Of somebody else")
    shown = {
        tab: [
            campaign.title for campaign in sponsor_client.get(f"{URL}?state={tab}").context["page"]
        ]
        for tab in ("running", "drafts", "closed")
    }
    assert shown == {"running": ["Paused", "Published"], "drafts": ["Draft"], "closed": ["Closed"]}


def test_whoever_has_only_drafts_sees_them_first(sponsor, sponsor_client):
    make_campaign(sponsor, state="draft")
    assert sponsor_client.get(URL).context["shown"] == "drafts"


def test_a_row_counts_what_waits(sponsor_client, campaign):
    make_interest(campaign)
    make_interest(campaign, state="withdrawn")
    make_ad(campaign=campaign)
    make_ad("countered", campaign=campaign)
    make_ad("declined", campaign=campaign)
    row = sponsor_client.get(URL).context["page"].items[0]
    assert (row.open_interests, row.ads_yours, row.ads_theirs) == (1, 1, 1)
    html = sponsor_client.get(URL).content.decode()
    assert "<span>Committed by offers</span> <b>$900.00</b>" in html
    assert "<span>Free</span> <b>$4,100.00</b>" in html
    assert "In escrow" not in html  # parts of nothing are left out of a row


def test_the_list_costs_the_same_for_one_row_and_for_three(sponsor, sponsor_client):
    counts = []
    for more in (1, 2):
        for _ in range(more):
            make_interest(make_campaign(sponsor))
        with CaptureQueriesContext(connection) as queries:
            response = sponsor_client.get(URL)
        counts.append(len(queries))
    assert len(response.context["page"]) == 3
    assert counts[0] == counts[1]


@pytest.mark.parametrize("query", ["state=none", "state=%00&after=%00", "after=" + "z" * 2000])
def test_hostile_addresses_give_a_page(sponsor_client, campaign, query):
    assert sponsor_client.get(f"{URL}?{query}").status_code == 200


def test_a_new_sponsor_is_told_what_to_do(sponsor_client):
    assert "Write your first campaign" in sponsor_client.get(URL).content.decode()


def test_influencers_are_led_to_browsing(influencer_client):
    response = influencer_client.get(URL, follow=True)
    assert response.redirect_chain == [("/campaigns/", 302)]
    assert "Only sponsors create and run campaigns." in response.content.decode()
