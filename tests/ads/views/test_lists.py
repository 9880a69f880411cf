"""My ads: tabs, filters, unread badges, paging, and one query count for any number of rows."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from ads import actions
from ads.models import Ad
from ads.workflow import Side, State
from tests.ads.views.visiting import client_of
from tests.factories.accounts import make_influencer, make_moderator, make_sponsor
from tests.factories.ads import make_ad
from tests.factories.campaigns import make_campaign

pytestmark = pytest.mark.django_db


def titles(response: object) -> list[str]:
    return [row.title for row in response.context["rows"]]


def queries(client: object, url: str) -> int:
    client.get(url)
    with CaptureQueriesContext(connection) as captured:
        response = client.get(url)
    assert response.status_code == 200
    assert len(response.content) < 40_000
    return len(captured)


def test_each_side_sees_its_turn_first_and_the_other_side_waits() -> None:
    ad = make_ad(State.OFFERED)
    influencer = client_of(ad.user_of(Side.INFLUENCER)).get("/ads/")
    assert (titles(influencer), influencer.context["group"].name) == ([ad.title], "turn")
    sponsor = client_of(ad.user_of(Side.SPONSOR)).get("/ads/")
    assert (titles(sponsor), sponsor.context["group"].name) == ([ad.title], "waiting")


def test_the_soonest_deadline_comes_first() -> None:
    influencer = make_influencer()
    make_ad(State.OFFERED, influencer=influencer, title="Later")
    sooner = make_ad(State.OFFERED, influencer=influencer, title="Sooner")
    soon = timezone.now() + timedelta(hours=1)
    Ad.objects.filter(pk=sooner.pk).update(deadline_at=soon, influencer_acts_by=soon)
    assert titles(client_of(influencer.user).get("/ads/")) == ["Sooner", "Later"]


def test_ads_of_others_are_not_listed() -> None:
    make_ad(State.OFFERED)
    for stranger in (make_sponsor().user, make_influencer().user):
        assert titles(client_of(stranger).get("/ads/")) == []


def test_drafts_and_ended_ads_have_tabs_of_their_own() -> None:
    campaign = make_campaign()
    make_ad(State.DRAFT, campaign=campaign, title="Draft")
    make_ad(State.DECLINED, campaign=campaign, title="Ended")
    client = client_of(campaign.sponsor.user)
    assert titles(client.get("/ads/?show=drafts")) == ["Draft"]
    assert titles(client.get("/ads/?show=ended")) == ["Ended"]
    assert titles(client.get("/ads/?show=nonsense")) == ["Draft"]


def test_the_campaign_filter_takes_only_campaigns_one_has_ads_in() -> None:
    sponsor = make_sponsor()
    ours = [make_campaign(sponsor, title=title) for title in ("A", "B")]
    for campaign in ours:
        make_ad(State.OFFERED, campaign=campaign, title=f"In {campaign.title}")
    foreign = make_ad(State.OFFERED).campaign
    client = client_of(sponsor.user)
    assert titles(client.get(f"/ads/?campaign={ours[0].pk}")) == ["In A"]
    assert sorted(titles(client.get(f"/ads/?campaign={foreign.pk}"))) == ["In A", "In B"]
    assert sorted(titles(client.get("/ads/?campaign=x&after=%00"))) == ["In A", "In B"]


def test_a_proposal_puts_a_running_ad_before_whoever_is_asked_until_its_own_deadline() -> None:
    ad = make_ad(State.ACTIVE)
    client = client_of(ad.user_of(Side.SPONSOR))
    assert client.get("/ads/").context["group"].name == "waiting"
    actions.propose_cancellation(actor=ad.user_of(Side.INFLUENCER), ad=ad, reason="I am ill")
    page = client.get("/ads/")
    assert (titles(page), page.context["group"].name) == ([ad.title], "turn")
    assert page.context["rows"][0].task.startswith("Your turn: answer the proposal, until <time")


def test_a_state_can_be_chosen_among_those_of_the_tab() -> None:
    influencer = make_influencer()
    make_ad(State.OFFERED, influencer=influencer, title="Offer")
    make_ad(State.ACTIVE, influencer=influencer, title="Work")
    client = client_of(influencer.user)
    page = client.get("/ads/")
    assert '<option value="offered">Offered</option>' in page.content.decode()
    assert titles(client.get("/ads/?show=turn&state=active")) == ["Work"]
    assert titles(client.get("/ads/?show=turn&state=posted")) == ["Offer", "Work"]
    chosen = client.get("/ads/?state=offered")
    assert (titles(chosen), chosen.context["chips"]) == (["Offer"], [("state", "Offered")])


def test_unread_messages_show_on_their_row() -> None:
    ad = make_ad(State.OFFERED)
    for body in ("One", "Two"):
        actions.post_ad_message(actor=ad.user_of(Side.INFLUENCER), ad=ad, body=body)
    page = client_of(ad.user_of(Side.SPONSOR)).get("/ads/").content.decode()
    assert "2 new messages" in page


@pytest.mark.parametrize("side", list(Side))
def test_one_row_and_three_rows_cost_the_same_queries(side: Side) -> None:
    campaign, influencer = make_campaign(), make_influencer()
    other = {"campaign": campaign} if side is Side.SPONSOR else {"influencer": influencer}
    ad = make_ad(State.OFFERED, **other)
    client, url = client_of(ad.user_of(side)), "/ads/"
    one = queries(client, url)
    make_ad(State.OFFERED, **other)
    make_ad(State.OFFERED, **other)
    assert queries(client, url) == one <= 6


def test_pages_follow_one_another_without_gaps() -> None:
    influencer = make_influencer()
    ads = [make_ad(State.OFFERED, influencer=influencer, title=f"Ad {n}") for n in range(22)]
    client = client_of(influencer.user)
    first = client.get("/ads/")
    second = client.get("/ads/", {"after": first.context["page"].next_cursor})
    assert titles(first) + titles(second) == [ad.title for ad in ads]


def test_empty_lists_say_what_to_do_next() -> None:
    sponsor = client_of(make_sponsor().user).get("/ads/").content.decode()
    assert "Find influencers" in sponsor
    influencer = client_of(make_influencer().user).get("/ads/").content.decode()
    assert "Browse campaigns" in influencer


def test_moderators_have_no_list_of_their_own() -> None:
    assert client_of(make_moderator()).get("/ads/").status_code == 404


def test_the_choice_of_campaigns_begins_with_all_of_them(client):
    ad = make_ad(State.OFFERED)
    make_ad(State.OFFERED, influencer=ad.influencer)
    client.force_login(ad.influencer.user)
    page = client.get("/ads/").content.decode()
    first = page.index("<option")
    assert page[first:].startswith('<option value="">All campaigns</option>')
    assert client.get("/ads/?campaign=").context["chips"] == []
