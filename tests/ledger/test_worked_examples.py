"""The life of money as accounting stories, with every balance written out in cents.

Accounts at zero are left out of the books. All balances add up to zero: "outside" is what the
site has taken in, less what it has paid out, seen from the other side.
"""

from dataclasses import replace

import pytest

from ads import actions as ads
from ads.models import Dispute
from ads.terms import OfferTerms
from marketplace.ledger import actions
from tests.ledger.stories import (
    agree,
    ask_for,
    books,
    clear,
    earn,
    finish,
    fund,
    later,
    meet,
    pay_in,
    withdraw,
)

pytestmark = pytest.mark.django_db


def test_from_deposit_to_payout_the_fee_rounded_down() -> None:
    cast = meet()
    pay_in(cast.sponsor, 100_000)
    assert books() == {"outside": -100_000, "sponsor's wallet": 100_000}

    ad = agree(cast, 45_005)
    fund(ad)
    assert books() == {"outside": -100_000, "sponsor's wallet": 54_995, "escrow": 45_005}

    finish(ad)  # 10 % of 450.05 is 45.005: the half cent stays with the influencer
    paid = {"sponsor's wallet": 54_995, "fees": 4_500}
    assert books() == paid | {"outside": -100_000, "influencer's hold": 40_505}

    clear()
    assert books() == paid | {"outside": -100_000, "influencer's wallet": 40_505}

    payout = ask_for(cast.influencer, 40_000)
    asked = paid | {"influencer's wallet": 505}
    assert books() == asked | {"outside": -100_000, "influencer's payout": 40_000}

    actions.make_batches(actor=cast.moderator, payouts=[payout])
    assert books() == asked | {"outside": -100_000, "influencer's payout": 40_000}

    actions.mark_payout_paid(actor=cast.moderator, payout=payout)
    assert books() == asked | {"outside": -60_000}


@pytest.mark.parametrize(
    ("price", "fee", "net"),
    [(10, 1, 9), (19, 1, 18), (20, 2, 18), (99, 9, 90), (10_009, 1_000, 9_009)],
)
def test_the_fee_never_takes_a_part_of_a_cent(price: int, fee: int, net: int) -> None:
    escrow_price = 10_000 + price
    cast = meet()
    earn(cast, escrow_price)
    assert books() == {
        "outside": -escrow_price,
        "fees": 1_000 + fee,
        "influencer's hold": 9_000 + net,
    }


def test_a_kill_fee_is_paid_and_the_rest_returns() -> None:
    cast = meet()
    pay_in(cast.sponsor, 45_000)
    ad = agree(cast)
    fund(ad)
    assert books() == {"outside": -45_000, "escrow": 45_000}

    proposal = ads.propose_cancellation(actor=cast.sponsor, ad=ad, reason="The shoes are late.")
    assert books() == {"outside": -45_000, "escrow": 45_000}

    ads.accept_proposal(
        actor=cast.influencer, proposal=proposal
    )  # a kill fee of 90, 10 % of it ours
    assert books() == {
        "outside": -45_000,
        "sponsor's wallet": 36_000,
        "fees": 900,
        "influencer's hold": 8_100,
    }


def test_an_influencer_who_cancels_gets_nothing() -> None:
    cast = meet()
    pay_in(cast.sponsor, 45_000)
    ad = agree(cast)
    fund(ad)
    proposal = ads.propose_cancellation(actor=cast.influencer, ad=ad, reason="I broke my foot.")
    ads.accept_proposal(actor=cast.sponsor, proposal=proposal)
    assert books() == {"outside": -45_000, "sponsor's wallet": 45_000}


def test_a_settlement_splits_the_price() -> None:
    cast = meet()
    pay_in(cast.sponsor, 45_000)
    ad = agree(cast)
    fund(ad)
    ads.open_dispute(
        actor=cast.sponsor, ad=ad, reason=Dispute.Reason.NOT_DELIVERED, text="Only half came."
    )
    assert books() == {"outside": -45_000, "escrow": 45_000}

    ads.settle_dispute(actor=cast.moderator, ad=ad, share_minor=20_009, reason="Half came.")
    assert books() == {  # 10 % of 200.09 is 20.009
        "outside": -45_000,
        "sponsor's wallet": 24_991,
        "fees": 2_000,
        "influencer's hold": 18_009,
    }


def test_overdue_work_is_refunded_in_full_and_withdrawn() -> None:
    cast = meet()
    pay_in(cast.sponsor, 45_000)
    ad = agree(cast)
    fund(ad)
    ads.run_deadlines(now=later(days=13))
    ads.cancel_overdue(actor=cast.sponsor, ad=ad, now=later(days=15))
    assert books() == {"outside": -45_000, "sponsor's wallet": 45_000}

    withdraw(cast, cast.sponsor, 45_000)
    assert books() == {}


def test_an_amendment_raises_the_price() -> None:
    cast = meet()
    pay_in(cast.sponsor, 60_000)
    ad = agree(cast)
    fund(ad)
    ad.refresh_from_db()
    dearer = replace(OfferTerms.from_frozen(ad.terms_in_force), price_minor=50_500)
    offered = ads.propose_amendment(
        actor=cast.sponsor, ad=ad, terms=dearer, reason="A longer film."
    )
    assert books() == {"outside": -60_000, "sponsor's wallet": 9_500, "escrow": 50_500}

    ads.decline_proposal(actor=cast.influencer, proposal=offered)
    assert books() == {"outside": -60_000, "sponsor's wallet": 15_000, "escrow": 45_000}

    asked = ads.propose_amendment(
        actor=cast.influencer, ad=ad, terms=dearer, reason="A longer one."
    )
    assert books() == {"outside": -60_000, "sponsor's wallet": 15_000, "escrow": 45_000}

    ads.accept_proposal(actor=cast.sponsor, proposal=asked)
    assert books() == {"outside": -60_000, "sponsor's wallet": 9_500, "escrow": 50_500}

    finish(ad)
    assert books() == {
        "outside": -60_000,
        "sponsor's wallet": 9_500,
        "fees": 5_050,
        "influencer's hold": 45_450,
    }


def test_an_amendment_lowers_the_price() -> None:
    cast = meet()
    pay_in(cast.sponsor, 45_000)
    ad = agree(cast)
    fund(ad)
    ad.refresh_from_db()
    cheaper = replace(OfferTerms.from_frozen(ad.terms_in_force), price_minor=40_000)
    proposal = ads.propose_amendment(actor=cast.influencer, ad=ad, terms=cheaper, reason="Shorter.")
    assert books() == {"outside": -45_000, "escrow": 45_000}

    ads.accept_proposal(actor=cast.sponsor, proposal=proposal)
    assert books() == {"outside": -45_000, "sponsor's wallet": 5_000, "escrow": 40_000}

    finish(ad)
    assert books() == {
        "outside": -45_000,
        "sponsor's wallet": 5_000,
        "fees": 4_000,
        "influencer's hold": 36_000,
    }


def test_the_bank_sends_a_paid_payout_back() -> None:
    cast = meet()
    earn(cast, 50_000)
    clear()
    payout = withdraw(cast, cast.influencer, 45_000)
    assert books() == {"outside": -5_000, "fees": 5_000}

    actions.mark_payout_failed(actor=cast.moderator, payout=payout, reason="No such account.")
    assert books() == {"outside": -50_000, "fees": 5_000, "influencer's wallet": 45_000}
    withdraw(cast, cast.influencer, 45_000)
    assert books() == {"outside": -5_000, "fees": 5_000}


def test_a_withdrawal_is_taken_back_before_it_is_paid() -> None:
    cast = meet()
    pay_in(cast.sponsor, 30_000)
    payout = ask_for(cast.sponsor, 25_000)
    assert books() == {
        "outside": -30_000,
        "sponsor's wallet": 5_000,
        "sponsor's payout": 25_000,
    }
    actions.cancel_payout(actor=cast.sponsor, payout=payout)
    assert books() == {"outside": -30_000, "sponsor's wallet": 30_000}
