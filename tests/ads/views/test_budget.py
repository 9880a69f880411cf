"""What a budget cannot cover is refused where it is typed, sent or accepted, with the numbers."""

import re
from typing import Any

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test.utils import CaptureQueriesContext

from ads import actions
from ads.models import Ad, Proposal
from ads.workflow import Side, State
from campaigns.models import Campaign
from tests.ads.views.visiting import client_of, fresh, messages_of, offer_fields, url_of
from tests.factories.accounts import make_influencer
from tests.factories.ads import PRICE_MINOR, counter, make_ad, make_terms
from tests.factories.campaigns import make_campaign, make_interest
from tests.factories.ledger import fill_wallet

pytestmark = pytest.mark.django_db
FREE = 32_000
SHORT = (
    "The budget has $320.00 free for this ad, which is $130.00 too little. Lower the price or "
    "raise the budget."
)


def leave(campaign: Campaign, free_minor: int) -> None:
    """Make the budget such that so much is free."""
    campaign.refresh_from_db()
    Campaign.objects.filter(pk=campaign.pk).update(
        budget_minor=campaign.committed_minor + free_minor
    )


def text_of(response: HttpResponse) -> str:
    return re.sub(r"\s+", " ", response.content.decode())


def new_url(campaign: Campaign) -> str:
    return f"/ads/new/?campaign={campaign.pk}&influencer={make_influencer().handle_id}"


def post_as(side: Side, ad: Ad, name: str, **fields: Any) -> HttpResponse:
    return client_of(ad.user_of(side)).post(url_of(ad, name), fields)


def test_a_new_offer_above_what_is_free_is_refused_at_its_price_and_keeps_what_was_typed() -> None:
    campaign = make_campaign(budget_minor=FREE)
    client, url = client_of(campaign.sponsor.user), new_url(campaign)
    response = client.post(url, offer_fields(title="A very own title"))
    assert response.context["form"].errors == {"price_minor": [SHORT]}
    page = text_of(response)
    for words in ("A very own title", 'value="450.00"', f"/campaigns/{campaign.pk}/edit/"):
        assert words in page
    assert not Ad.objects.exists()
    assert client.post(url, offer_fields(price_minor="320")).status_code == 302


def test_the_form_says_what_is_free_and_what_the_price_leaves() -> None:
    ad = make_ad(State.DRAFT, campaign=make_campaign(budget_minor=100_000))
    client = client_of(ad.user_of(Side.SPONSOR))
    left = "is free for this ad. $450.00 leaves $550.00 of it."
    assert left in text_of(client.get(url_of(ad, "edit")))
    assert left in text_of(client.get(url_of(ad, "send")))
    page = text_of(client.get(new_url(ad.campaign)))
    assert f"$1,000.00 of the campaign's budget {left}" in page  # the rate card's price
    assert "<span>Free</span> <b>$1,000.00</b>" in page
    interest = make_interest(ad.campaign, proposed_price_minor=60_000)
    page = text_of(client.get(f"/ads/new/?interest={interest.pk}"))
    assert "$600.00 leaves $400.00 of it." in page


def test_choosing_a_campaign_shows_how_each_budget_stands() -> None:
    campaign = make_ad(State.OFFERED, campaign=make_campaign(budget_minor=100_000)).campaign
    client = client_of(campaign.sponsor.user)
    make_campaign(campaign.sponsor)
    page = text_of(client.get("/ads/new/"))
    assert "<span>Committed by offers</span> <b>$450.00</b>" in page
    assert "<span>Free</span> <b>$550.00</b>" in page
    handle = make_influencer().handle_id
    assert "$550.00 free" in text_of(client.get(f"/ads/new/?influencer={handle}"))


def test_choosing_costs_the_same_with_two_campaigns_and_with_four() -> None:
    sponsor = make_ad(State.OFFERED).campaign.sponsor
    client, counts = client_of(sponsor.user), []
    for more in (1, 2):
        for _ in range(more):
            make_ad(State.OFFERED, campaign=make_campaign(sponsor))
        with CaptureQueriesContext(connection) as queries:
            client.get("/ads/new/")
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_a_draft_that_meanwhile_costs_too_much_is_not_sent() -> None:
    ad = make_ad(State.DRAFT)
    leave(ad.campaign, FREE)
    response = post_as(Side.SPONSOR, ad, "send")
    page = text_of(response)
    for words in (SHORT, f'href="{url_of(ad, "edit")}"', f"/campaigns/{ad.campaign_id}/edit/"):
        assert words in page
    assert "Send offer of" not in page  # a button that cannot work
    assert SHORT in text_of(client_of(ad.user_of(Side.SPONSOR)).get(url_of(ad, "send")))
    assert fresh(ad).state == State.DRAFT
    # The form that mends it refuses the same price at its field.
    typed = post_as(Side.SPONSOR, ad, "edit", **offer_fields(title="Other"))
    assert typed.context["form"].errors == {"price_minor": [SHORT]}
    post_as(Side.SPONSOR, ad, "edit", **offer_fields(price_minor="320"))
    assert post_as(Side.SPONSOR, ad, "send").status_code == 302
    assert fresh(ad).committed_minor == FREE


def test_a_counter_of_the_sponsors_is_measured_with_what_the_ad_holds_already() -> None:
    ad = make_ad(State.COUNTERED)
    leave(ad.campaign, 0)
    fields = offer_fields(answering=2, price_minor="450.01", title=None)
    response = post_as(Side.SPONSOR, ad, "counter", **fields)
    assert response.context["form"].errors == {
        "price_minor": [
            (
                "The budget has $450.00 free for this ad, which is $0.01 too little. Lower the "
                "price or raise the budget."
            )
        ]
    }
    assert fresh(ad).offers.count() == 2


def test_an_influencers_counter_beyond_the_budget_waits_until_it_is_raised() -> None:
    ad = make_ad(State.OFFERED, campaign=make_campaign(budget_minor=FREE + PRICE_MINOR))
    ad = counter(ad, price_minor=90_000)  # the influencer does not see the purse
    gap = "The budget has $770.00 free for this ad, which is $130.00 too little."
    for page in (
        text_of(client_of(ad.user_of(Side.SPONSOR)).get(url_of(ad, "accept"))),
        text_of(post_as(Side.SPONSOR, ad, "accept", answering=2)),
    ):
        for words in (gap, f"/campaigns/{ad.campaign_id}/edit/", f'href="{url_of(ad, "counter")}"'):
            assert words in page
    assert (fresh(ad).state, fresh(ad).committed_minor) == (State.COUNTERED, PRICE_MINOR)
    Campaign.objects.filter(pk=ad.campaign_id).update(budget_minor=90_000)
    assert post_as(Side.SPONSOR, ad, "accept", answering=2).status_code == 302
    assert (fresh(ad).state, fresh(ad).committed_minor) == (State.ACCEPTED, 90_000)


def raise_asked_for(price_minor: int = PRICE_MINOR + 13_000) -> tuple[Ad, Proposal]:
    ad = make_ad(State.ACTIVE)
    fill_wallet(ad.user_of(Side.SPONSOR), 50_000)
    proposal = actions.propose_amendment(
        actor=ad.user_of(Side.INFLUENCER),
        ad=ad,
        terms=make_terms(price_minor=price_minor),
        reason="It is more work.",
    )
    leave(ad.campaign, 0)
    return ad, proposal


def test_a_raise_beyond_the_budget_is_refused_to_the_sponsor_who_accepts_it() -> None:
    ad, proposal = raise_asked_for()
    client = client_of(ad.user_of(Side.SPONSOR))
    url = f"{ad.get_absolute_url()}proposals/{proposal.pk}/accept/"
    gap = "The budget has $450.00 free for this ad, which is $130.00 too little."
    for response in (client.get(url), client.post(url)):
        page = text_of(response)
        assert gap in page
        assert f"/campaigns/{ad.campaign_id}/edit/" in page
    proposal.refresh_from_db()
    assert proposal.is_open
    Campaign.objects.filter(pk=ad.campaign_id).update(budget_minor=58_000)
    assert messages_of(client.post(url, follow=True))
    assert fresh(ad).price_minor == 58_000


def test_a_closed_campaign_offers_no_way_to_raise_its_budget() -> None:
    ad, proposal = raise_asked_for()
    Campaign.objects.filter(pk=ad.campaign_id).update(state="closed", closed_at=ad.created_at)
    client = client_of(ad.user_of(Side.SPONSOR))
    page = text_of(client.get(f"{ad.get_absolute_url()}proposals/{proposal.pk}/accept/"))
    assert "so its budget stays as it is." in page
    assert f"/campaigns/{ad.campaign_id}/edit/" not in page


def test_a_duplicate_is_refused_at_its_price_too() -> None:
    ad = make_ad(State.DECLINED)
    leave(ad.campaign, FREE)
    client = client_of(ad.user_of(Side.SPONSOR))
    client.post(url_of(ad, "duplicate"), {"campaign": ad.campaign_id})
    draft = Ad.objects.latest("pk")
    assert "$450.00 is $130.00 more than that." in text_of(client.get(url_of(draft, "edit")))
    assert SHORT in text_of(client.post(url_of(draft, "send")))
    assert fresh(draft).state == State.DRAFT


@pytest.mark.parametrize("name", ["detail", "accept", "counter"])
def test_an_influencer_reads_nothing_about_the_purse(name: str) -> None:
    ad = make_ad(State.OFFERED, campaign=make_campaign(budget_minor=123_400))
    page = text_of(client_of(ad.user_of(Side.INFLUENCER)).get(url_of(ad, name)))
    for words in ("$1,234.00", "$784.00", "is free for this ad", "Committed by offers"):
        assert words not in page
