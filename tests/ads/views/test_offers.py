"""Offers on the page: what they say, what changed, what they come to, beside the market."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import caches
from django.utils import timezone

from accounts.models import Channel
from ads import actions
from ads.models import Ad
from ads.terms import OfferTerms
from ads.workflow import Side, State
from tests.ads.views.visiting import client_of, fresh, offer_fields, url_of
from tests.factories.accounts import make_influencer, make_sponsor
from tests.factories.ads import make_ad, make_terms
from tests.factories.campaigns import make_campaign

pytestmark = pytest.mark.django_db

MORE: dict[str, Any] = {
    "product_name": "Trail shoes",
    "product_value_minor": 12_000,
    "usage_channels": "Paid social",
    "usage_territory": "Austria",
    "usage_to": timezone.localdate() + timedelta(days=100),
    "exclusivity_scope": "other shoes",
    "exclusivity_from": timezone.localdate(),
    "exclusivity_to": timezone.localdate() + timedelta(days=50),
}


def page_of(ad: Ad, side: Side, name: str = "detail") -> str:
    return client_of(ad.user_of(side)).get(url_of(ad, name)).content.decode()


def answer(ad: Ad, side: Side, number: int, **changes: Any) -> Ad:
    terms = replace(OfferTerms.from_offer(fresh(ad).current_offer), note="", **changes)
    return actions.counter_offer(actor=ad.user_of(side), ad=ad, terms=terms, answering=number)


def test_product_usage_and_exclusivity_are_asked_for_saved_and_shown() -> None:
    campaign, influencer = make_campaign(), make_influencer()
    client = client_of(campaign.sponsor.user)
    url = f"/ads/new/?campaign={campaign.pk}&influencer={influencer.handle_id}"
    typed = {
        "product_name": "Trail shoes",
        "product_value_minor": "120",
        "product_days": "9",
        "product_is_returned": "on",
        "usage_channels": "Paid social",
        "usage_is_perpetual": "on",
        "usage_price_minor": "90",
        "exclusivity_scope": "other shoes",
        "exclusivity_from": "2027-01-01",
        "exclusivity_to": "2027-02-01",
    }
    client.post(url, offer_fields(**typed))
    ad = Ad.objects.get()
    offer = ad.current_offer
    assert (offer.product_days, offer.product_is_returned, offer.usage_price_minor) == (
        9,
        True,
        9_000,
    )
    page = client.get(url_of(ad)).content.decode()
    for text in (
        (
            "Trail shoes, worth $120.00, goes back afterwards; the first draft is due 9 days after "
            "it arrived at the earliest"
        ),
        "Paid social, for ever, $90.00 of the price is for it",
        "No work for other shoes, 1 Jan 2027 to 1 Feb 2027",
    ):
        assert text in page
    # The form opens with what was said.
    edit = client.get(url_of(ad, "edit"))
    assert [fold.is_open for fold in edit.context["form"].folds()] == [True, True, True]


def test_perpetual_usage_without_a_price_is_refused_at_its_field() -> None:
    ad = make_ad(State.OFFERED)
    client = client_of(ad.user_of(Side.INFLUENCER))
    fields = offer_fields(answering="1", usage_channels="Paid social", usage_is_perpetual="on")
    response = client.post(url_of(ad, "counter"), fields)
    assert response.context["form"].errors == {
        "usage_price_minor": [
            "Usage for ever has its price: say which part of the price is for it."
        ]
    }
    assert fresh(ad).offers.count() == 1


def test_every_version_is_marked_word_by_word_against_the_one_it_answers() -> None:
    ad = make_ad(State.OFFERED)
    answer(ad, Side.INFLUENCER, 1, requirements="Show the shoes on a dry trail.")
    answer(ad, Side.SPONSOR, 2, price_minor=40_000, **MORE)
    page = page_of(ad, Side.INFLUENCER)
    terms, history = page.split('<details class="history">', 1)
    assert "<del>$450.00</del> <ins>$400.00</ins>" in terms
    assert "<ins>Trail shoes, worth $120.00" in terms
    assert "<del>wet</del>" not in terms  # that was the version before
    history = history.split("</details>")[0]
    assert "Show the shoes on a <del>wet</del><ins>dry</ins> trail." in history
    assert "<del>$450.00</del> <ins>$400.00</ins>" in history
    assert "The first offer." in history


def test_markup_in_terms_is_shown_as_text() -> None:
    ad = make_ad(State.OFFERED, terms=make_terms(requirements="<b>Show</b> the shoes."))
    answer(ad, Side.INFLUENCER, 1, requirements="<i>Show</i> the shoes.", product_name="<u>x</u>")
    page = page_of(ad, Side.SPONSOR)
    assert "<del>&lt;b&gt;Show&lt;/b&gt;</del><ins>&lt;i&gt;Show&lt;/i&gt;</ins>" in page
    assert "<b>Show" not in page
    assert "<u>x" not in page


def test_the_counter_offer_stands_beside_the_terms_it_answers() -> None:
    ad = make_ad(State.OFFERED, terms=make_terms(**MORE))
    page = page_of(ad, Side.INFLUENCER, "counter")
    assert "The offer you answer" in page
    assert page.count("1 × Post on Instagram, draft due") == 2  # for a phone and for a desk
    assert page.count("No work for other shoes") == 2
    assert "Ads completed here" in page


@pytest.mark.parametrize("name", ["accept", "counter"])
def test_whoever_binds_themselves_reads_all_terms_once_more(name: str) -> None:
    ad = make_ad(State.OFFERED, terms=make_terms(**MORE))
    page = page_of(ad, Side.INFLUENCER, name)
    for text in ("Show the shoes on a wet trail.", "Trail shoes, worth $120.00", "Kill fee"):
        assert text in page
    assert "Trail shoes" not in page_of(ad, Side.INFLUENCER, "decline")


def test_what_was_not_said_is_not_shown() -> None:
    page = page_of(make_ad(State.OFFERED), Side.INFLUENCER)
    assert "Product sent along" not in page
    assert "Exclusivity" not in page


@pytest.mark.parametrize("side", list(Side))
def test_the_room_says_what_an_offer_comes_to_while_it_is_one(side: Side) -> None:
    ad = make_ad(State.OFFERED)
    # 48,200 followers, a third of them views, 4.1 % likes and comments.
    for name in ("detail", *(["counter"] if side is Side.INFLUENCER else [])):
        page = page_of(ad, side, name)
        assert "$28.01" in page  # 450 / 16,066 × 1,000
        assert "$450.00 / 16,066 expected views × 1,000" in page
        assert "$0.23" in page  # 450 / 1,976.2
        assert "$450.00 / 1,976 expected likes and comments" in page
    agreed = make_ad(State.ACCEPTED)
    assert "expected views" not in page_of(agreed, side)


def test_without_figures_of_the_channel_nothing_is_said() -> None:
    ad = make_ad(State.OFFERED)
    Channel.objects.update(average_views=None, engagement_rate=None)
    page = page_of(ad, Side.INFLUENCER)
    assert "What it comes to" not in page
    assert "CPM" not in page


def test_drafts_say_it_too_before_and_after_they_are_saved() -> None:
    ad = make_ad(State.DRAFT)
    assert "expected views" in page_of(ad, Side.SPONSOR, "edit")
    influencer = make_influencer()
    url = f"/ads/new/?campaign={ad.campaign_id}&influencer={influencer.handle_id}"
    client = client_of(ad.user_of(Side.SPONSOR))
    assert "$450.00 / 16,066 expected views" in client.get(url).content.decode()
    influencer.rate_card.all().delete()
    page = client.get(url).content.decode()
    assert "expected views" not in page  # no price was named


MARKET = (
    'about <span class="num">$410.00</span> per piece, half of them '
    '<span class="num">$300.00</span> to <span class="num">$600.00</span>'
)


def test_the_market_is_shown_beside_from_five_others_up() -> None:
    sponsor = make_sponsor()
    ad = make_ad(State.OFFERED, campaign=make_campaign(sponsor))
    for price in (20_000, 30_000, 41_000, 60_000):
        make_ad(State.ACCEPTED, terms=make_terms(price_minor=price))
    # The reader's own contract is nobody's market.
    make_ad(State.ACCEPTED, campaign=make_campaign(sponsor), terms=make_terms())
    assert "Others agreed on" not in page_of(ad, Side.SPONSOR)
    make_ad(State.ACCEPTED, terms=make_terms(price_minor=100_000))
    caches["pages"].clear()
    page = page_of(ad, Side.SPONSOR)
    assert MARKET in page
    assert "5 contracts of the last year, micro channels on Instagram, without yours" in page
    # The influencer is no party of that sponsor's other contract, which therefore counts.
    assert "6 contracts of the last year" in page_of(ad, Side.INFLUENCER)


def test_the_same_terms_in_other_line_ends_are_no_counter_offer() -> None:
    terms = make_terms(requirements="One.\n\nTwo.", usage_rights="", kill_fee_minor=9_000)
    ad = make_ad(State.OFFERED, terms=terms)
    client = client_of(ad.user_of(Side.INFLUENCER))
    item = ad.current_offer.items.get()
    fields = offer_fields(
        answering="1",
        requirements="One.\r\n\r\nTwo.",
        **{
            "items-0-due_date": item.due_date.isoformat(),
            "items-0-posting_date": item.posting_date.isoformat(),
        },
    )
    response = client.post(url_of(ad, "counter"), fields)
    assert response.context["form"].non_field_errors() == [
        "These are the terms on the table. Accept them or change something."
    ]
    client.post(url_of(ad, "counter"), fields | {"requirements": "One.\r\n\r\nThree."})
    page = client.get(url_of(ad)).content.decode()
    assert "One.\n\n<del>Two.</del><ins>Three.</ins>" in page
