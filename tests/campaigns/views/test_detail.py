"""The page of a campaign: who may see it, and what each reader sees."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from campaigns import actions
from campaigns.content import Content
from tests.campaigns.conftest import client_of
from tests.factories.accounts import make_influencer, make_sponsor
from tests.factories.ads import make_ad
from tests.factories.campaigns import make_campaign, make_interest
from tests.factories.notifications import make_notification

pytestmark = pytest.mark.django_db


def page(client, campaign):
    return client.get(campaign.get_absolute_url())


def test_visitors_are_sent_to_log_in(client, campaign):
    assert page(client, campaign).status_code == 302


@pytest.mark.parametrize("state", ["published", "draft", "paused", "closed"])
@pytest.mark.parametrize("visibility", ["public", "private"])
def test_strangers_see_only_what_is_listed(
    stranger_client, other_influencer_client, state, visibility
):
    campaign = make_campaign(state=state, visibility=visibility)
    wanted = 200 if (state, visibility) == ("published", "public") else 404
    assert page(stranger_client, campaign).status_code == wanted
    assert page(other_influencer_client, campaign).status_code == wanted


@pytest.mark.parametrize("state", ["published", "draft", "paused", "closed"])
def test_sponsors_see_their_own_in_every_state(sponsor, sponsor_client, state):
    campaign = make_campaign(sponsor, state=state, visibility="private")
    assert page(sponsor_client, campaign).status_code == 200


def test_a_flagged_campaign_is_gone_for_strangers(other_influencer_client):
    campaign = make_campaign(flagged_at=timezone.now(), flag_reason="Looks wrong.")
    assert page(other_influencer_client, campaign).status_code == 404


def test_a_campaign_of_an_unverified_sponsor_is_hidden(other_influencer_client):
    assert (
        page(other_influencer_client, make_campaign(make_sponsor(verified=False))).status_code
        == 404
    )


def test_a_private_campaign_opens_to_an_influencer_once_an_ad_was_sent(
    influencer_client, influencer
):
    campaign = make_campaign(visibility="private")
    make_ad("draft", campaign=campaign, influencer=make_influencer())
    assert page(influencer_client, campaign).status_code == 404
    draft = make_ad("draft", campaign=campaign, influencer=influencer)
    assert page(influencer_client, campaign).status_code == 404
    from ads.actions import send_offer

    send_offer(actor=campaign.sponsor.user, ad=draft)
    assert page(influencer_client, campaign).status_code == 200


def test_an_ad_in_one_campaign_opens_no_other_of_the_same_sponsor(
    influencer_client, influencer, sponsor
):
    make_ad(campaign=make_campaign(sponsor, visibility="private"), influencer=influencer)
    other = make_campaign(sponsor, visibility="private")
    assert page(influencer_client, other).status_code == 404


def test_whoever_showed_interest_keeps_seeing_a_public_campaign(influencer_client, influencer):
    campaign = make_campaign(state="closed")
    assert page(influencer_client, campaign).status_code == 404
    make_interest(campaign, influencer, state="closed")
    assert page(influencer_client, campaign).status_code == 200


def test_interest_does_not_open_a_campaign_that_became_private(influencer_client, influencer):
    campaign = make_campaign(visibility="private")
    make_interest(campaign, influencer)
    assert page(influencer_client, campaign).status_code == 404


def test_moderators_see_every_campaign(moderator):
    assert page(client_of(moderator), make_campaign(state="draft")).status_code == 200


def test_a_number_without_a_campaign_is_404(sponsor_client):
    assert sponsor_client.get("/campaigns/999999/").status_code == 404
    assert sponsor_client.get(f"/campaigns/{10**30}/").status_code == 404


def test_the_sponsor_sees_budget_flag_and_interests_waiting(sponsor_client, campaign):
    make_ad(campaign=campaign)
    make_interest(campaign)
    campaign.refresh_from_db()
    campaign.flagged_at, campaign.flag_reason = timezone.now(), "The brief hides an ad."
    campaign.save()
    html = page(sponsor_client, campaign).content.decode()
    for words in (
        "$5,000.00",
        "$450.00",
        "$4,550.00",
        "The brief hides an ad.",
        "1 influencer waits",
    ):
        assert words in html


def test_notices_about_a_campaign_are_read_with_its_page_by_their_reader_alone(
    sponsor_client, influencer_client, influencer, campaign
):
    own = make_notification(campaign.sponsor.user, url=campaign.get_absolute_url())
    page(influencer_client, campaign)
    own.refresh_from_db()
    assert own.read_at is None
    page(sponsor_client, campaign)
    own.refresh_from_db()
    assert own.read_at is not None


def test_nobody_else_reads_the_flag_or_what_is_committed(influencer_client, influencer, campaign):
    make_ad(campaign=campaign, influencer=influencer)
    make_ad(campaign=campaign)
    campaign.refresh_from_db()
    campaign.flagged_at, campaign.flag_reason = timezone.now(), "The brief hides an ad."
    campaign.save()
    html = page(influencer_client, campaign).content.decode()
    assert "The brief hides an ad." not in html
    assert "$900.00" not in html
    assert "A moderator has flagged this campaign." in html


def test_parties_read_what_changed_and_strangers_do_not(
    sponsor, sponsor_client, influencer, influencer_client, other_influencer_client, campaign
):
    make_interest(campaign, influencer)
    content = Content.of(campaign)
    for budget in (600_000, 700_000):
        content = Content(
            **{n: getattr(content, n) for n in content.__slots__} | {"budget_minor": budget}
        )
        actions.update_campaign(actor=sponsor.user, campaign=campaign, content=content)
    for client in (sponsor_client, influencer_client):
        html = page(client, campaign).content.decode()
        assert "<del>$5,000.00</del> <ins>$6,000.00</ins>" in html
        assert "<del>$6,000.00</del> <ins>$7,000.00</ins>" in html
    assert "What changed" not in page(other_influencer_client, campaign).content.decode()


def test_an_influencer_is_led_to_interest_conversation_or_ad(
    influencer_client, influencer, campaign
):
    assert (
        f"{campaign.get_absolute_url()}interest/"
        in page(influencer_client, campaign).content.decode()
    )
    interest = make_interest(campaign, influencer)
    assert interest.get_absolute_url() in page(influencer_client, campaign).content.decode()
    ad = make_ad(campaign=campaign, influencer=influencer)
    html = page(influencer_client, campaign).content.decode()
    assert ad.get_absolute_url() in html
    assert "Show interest" not in html


def test_an_influencer_never_sees_a_draft_made_for_them(influencer_client, influencer, campaign):
    ad = make_ad("draft", campaign=campaign, influencer=influencer, title="Secret plan")
    html = page(influencer_client, campaign).content.decode()
    assert "Secret plan" not in html
    assert ad.get_absolute_url() not in html


def test_other_peoples_ads_are_not_shown_to_influencers(influencer_client, campaign):
    make_ad(campaign=campaign, title="For somebody else")
    assert "For somebody else" not in page(influencer_client, campaign).content.decode()


def test_the_page_costs_the_same_with_one_ad_and_with_three(sponsor_client, campaign):
    counts = []
    for more in (1, 2):
        for _ in range(more):
            make_ad(campaign=campaign)
        with CaptureQueriesContext(connection) as queries:
            response = page(sponsor_client, campaign)
        counts.append(len(queries))
    assert len(response.context["ads"]) == 3
    assert counts[0] == counts[1]


def test_words_of_users_are_never_markup(sponsor_client, sponsor):
    campaign = make_campaign(sponsor, title="<b>Bold</b>", description="<script>x</script>")
    html = page(sponsor_client, campaign).content.decode()
    assert "<b>Bold</b>" not in html
    assert "<script>x" not in html
