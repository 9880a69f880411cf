"""Drafts: made, rewritten and thrown away by their sponsor alone."""

from dataclasses import replace
from datetime import timedelta

import pytest

from ads import actions
from ads.models import Ad, Offer, OfferItem
from ads.workflow import State
from marketplace.kernel.errors import Refused
from tests.factories.accounts import make_influencer, make_sponsor
from tests.factories.ads import make_ad, make_terms
from tests.factories.campaigns import make_campaign, make_interest

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "change",
    [
        {"price_minor": 0},
        {"price_minor": -5},
        {"kill_fee_minor": 45_001},
        {"kill_fee_minor": -1},
        {"items": ()},
    ],
)
def test_terms_that_cannot_be_true_are_refused(change: dict[str, object]) -> None:
    with pytest.raises(Refused):
        make_ad(State.DRAFT, terms=replace(make_terms(), **change))  # type: ignore[arg-type]
    assert (Ad.objects.count(), Offer.objects.count()) == (0, 0)


def test_dates_in_the_past_or_out_of_order_are_refused() -> None:
    terms = make_terms()
    item = terms.items[0]
    late = replace(item, due_date=item.posting_date + timedelta(days=1))
    past = replace(item, due_date=item.due_date - timedelta(days=30))
    for items in ((late,), (past,)):
        with pytest.raises(Refused):
            make_ad(State.DRAFT, terms=replace(terms, items=items))


def test_nobody_drafts_in_a_foreign_campaign_or_for_a_foreign_interest() -> None:
    campaign, interest = make_campaign(), make_interest()
    with pytest.raises(Refused, match="not your campaign"):
        actions.create_draft(
            actor=make_sponsor().user,
            campaign=campaign,
            influencer=make_influencer(),
            title="Mine",
            terms=make_terms(),
        )
    with pytest.raises(Refused, match="another campaign"):
        actions.create_draft(
            actor=campaign.sponsor.user,
            campaign=campaign,
            influencer=interest.influencer,
            interest=interest,
            title="Mixed up",
            terms=make_terms(),
        )


def test_a_draft_is_rewritten_until_it_is_sent() -> None:
    ad = make_ad(State.DRAFT)
    sponsor = ad.campaign.sponsor.user
    actions.update_draft(actor=sponsor, ad=ad, title="Better", terms=make_terms(price_minor=30_000))
    ad.refresh_from_db()
    assert ad.current_offer is not None
    assert (ad.title, ad.current_offer.price_minor, ad.offers.count()) == ("Better", 30_000, 1)
    actions.send_offer(actor=sponsor, ad=ad)
    with pytest.raises(Refused, match="sent already"):
        actions.update_draft(actor=sponsor, ad=ad, title="Late", terms=make_terms())
    with pytest.raises(Refused, match="sent already"):
        actions.delete_draft(actor=sponsor, ad=ad)


def test_a_thrown_away_draft_leaves_nothing_behind() -> None:
    ad = make_ad(State.DRAFT)
    with pytest.raises(Refused):
        actions.delete_draft(actor=ad.influencer.user, ad=ad)
    actions.delete_draft(actor=ad.campaign.sponsor.user, ad=ad)
    assert [m.objects.count() for m in (Ad, Offer, OfferItem)] == [0, 0, 0]
