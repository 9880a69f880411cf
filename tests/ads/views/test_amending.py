"""Changing terms over HTTP: the form, what it changes, one payment."""

from datetime import timedelta

import pytest
from django.utils import timezone

from ads.models import Proposal
from ads.terms import OfferTerms
from ads.workflow import Side
from marketplace.ledger.actions import wallet_for
from tests.ads.actions.proposals.proposing import accept, amend, terms_of
from tests.ads.views.proposing import (
    DONE,
    amendment_fields,
    named_ad,
    post,
    visit,
    words_of,
)
from tests.ads.views.visiting import client_of, messages_of, url_of
from tests.factories.ads import make_terms
from tests.factories.ledger import fill_wallet

pytestmark = pytest.mark.django_db


def test_the_form_begins_with_the_terms_in_force() -> None:
    ad = named_ad()
    now = timezone.now()
    accept(amend(ad, Side.INFLUENCER, requirements="Show the sole.", now=now), now)
    page = visit(ad, Side.SPONSOR, "?kind=amendment").context["page"]
    assert page.form["requirements"].value() == "Show the sole."
    assert [piece.name for piece in page.pieces] == ["Post on Instagram"]
    unchanged = post(ad, Side.SPONSOR, amendment_fields(ad, preview="1"))
    assert "These are the terms in force." in words_of(unchanged)
    assert Proposal.objects.count() == 1


def test_a_preview_shows_every_change_and_the_money_and_makes_nothing() -> None:
    ad = named_ad()
    fill_wallet(ad.user_of(Side.SPONSOR), 4_000)
    fields = amendment_fields(ad, price_minor="500", requirements="Show the shoes on a dry trail.")
    page = words_of(post(ad, Side.SPONSOR, fields | {"preview": "1"}))
    for words in (
        "<del>$450.00</del>",
        "<ins>$500.00</ins>",
        "<del>wet</del><ins>dry</ins>",
        "$50.00 leaves your wallet for the escrow now. It comes back unless Mira accepts.",
        "When the work is done, Mira gets $450.00 instead of $405.00.",
        "Your wallet lacks $10.00 for it.",
        "Propose it and pay $50.00 into escrow",
        "Mira has 72 hours to answer. Without an answer the proposal lapses",
    ):
        assert words in page
    assert not Proposal.objects.exists()
    back = post(ad, Side.SPONSOR, fields | {"edit": "1"})
    assert back.context["page"].form["price_minor"].value() == "500"


def test_what_the_preview_carries_on_is_what_was_typed() -> None:
    ad = named_ad()
    fill_wallet(ad.user_of(Side.SPONSOR), 8_000)
    fields = amendment_fields(
        ad, price_minor="500.50", usage_channels="Paid social", usage_to="2027-06-01"
    )
    page = post(ad, Side.SPONSOR, fields | {"preview": "1"}).context["page"]
    carried = {
        field.html_name: field.as_hidden().split('value="')[1].split('"')[0]
        for field in page.hidden()
        if 'value="' in field.as_hidden()
    }
    post(ad, Side.SPONSOR, carried | {"kind": "amendment"})
    after = OfferTerms.from_frozen(Proposal.objects.get().terms)
    assert (after.price_minor, after.usage_channels) == (50_050, "Paid social")
    assert after.requirements == terms_of(ad).requirements
    assert after.usage_is_perpetual is False


def test_a_higher_price_is_paid_once_however_often_the_button_is_pressed() -> None:
    ad = named_ad()
    sponsor = ad.user_of(Side.SPONSOR)
    fill_wallet(sponsor, 12_000)
    fields = amendment_fields(ad, price_minor="500")
    first = post(ad, Side.SPONSOR, fields)
    assert messages_of(first) == ["Mira has your proposal to change the terms."]
    again = post(ad, Side.SPONSOR, fields)
    assert messages_of(again) == [DONE]
    assert Proposal.objects.get().held_minor == 5_000
    assert wallet_for(sponsor).balance_minor == 7_000


def test_a_wallet_that_lacks_the_difference_leads_to_the_deposit() -> None:
    ad = named_ad()
    fill_wallet(ad.user_of(Side.SPONSOR), 1_000)
    fields = amendment_fields(ad, price_minor="500")
    client = client_of(ad.user_of(Side.SPONSOR))
    response = client.post(url_of(ad, "proposals"), fields)
    assert response["Location"] == f"/wallet/deposit/?amount_minor=4000&next=%2Fads%2F{ad.pk}%2F"
    assert not Proposal.objects.exists()


def test_more_than_the_budget_is_refused_at_the_price_for_who_pays() -> None:
    ad = named_ad()
    above = str(ad.campaign.budget_minor // 100 + 1)
    mine = post(ad, Side.SPONSOR, amendment_fields(ad, price_minor=above))
    assert list(mine.context["page"].form.errors) == ["price_minor"]
    theirs = post(ad, Side.INFLUENCER, amendment_fields(ad, Side.INFLUENCER, price_minor=above))
    assert messages_of(theirs) == ["Northbeam has your proposal to change the terms."]


def test_dates_move_ahead_and_what_is_over_stays_only_where_it_was() -> None:
    start = timezone.now() - timedelta(days=20)
    ad = named_ad(now=start)  # its draft was due ten days ago
    item = terms_of(ad).items[0]
    yesterday = timezone.localdate() - timedelta(days=2)
    later = timezone.localdate() + timedelta(days=9)
    wrong = post(
        ad,
        Side.INFLUENCER,
        amendment_fields(ad, Side.INFLUENCER, **{"items-0-due_date": yesterday}),
    )
    assert list(wrong.context["page"].pieces[0].errors) == ["due_date"]
    fields = {"items-0-posting_date": later, "items-0-due_date": item.due_date}
    post(ad, Side.INFLUENCER, amendment_fields(ad, Side.INFLUENCER, **fields))
    after = OfferTerms.from_frozen(Proposal.objects.get().terms).items[0]
    assert (after.due_date, after.posting_date) == (item.due_date, later)


def test_line_ends_of_a_browser_are_no_change() -> None:
    ad = named_ad(terms=make_terms(requirements="One line.\nAnother line."))
    fields = amendment_fields(ad, requirements="One line.\r\nAnother line.", revision_rounds="3")
    post(ad, Side.SPONSOR, fields)
    assert OfferTerms.from_frozen(Proposal.objects.get().terms).requirements == (
        "One line.\nAnother line."
    )


def test_terms_that_changed_meanwhile_are_shown_again() -> None:
    ad = named_ad()
    now = timezone.now()
    fields = amendment_fields(ad, revision_rounds="4")
    accept(amend(ad, Side.INFLUENCER, requirements="Show the sole.", now=now), now)
    response = post(ad, Side.SPONSOR, fields)
    assert "The terms changed while you looked at them." in words_of(response)
    assert Proposal.objects.count() == 1
