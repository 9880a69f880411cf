"""Money taken back after it moved on, as accounting stories; see test_worked_examples.

A debt stands below zero: it is what the user owes the site.
"""

from dataclasses import replace

import pytest

from ads import actions as ads
from ads.models import Dispute
from ads.terms import OfferTerms
from ads.workflow import State
from marketplace.kernel.errors import Refused
from marketplace.ledger import actions
from marketplace.ledger.debts import owed_minor
from tests.factories.ads import make_ad
from tests.ledger.stories import (
    agree,
    ask_for,
    books,
    clear,
    earn,
    finish,
    fund,
    meet,
    pay_in,
    take_back,
    withdraw,
)

pytestmark = pytest.mark.django_db


def test_a_chargeback_takes_what_is_in_the_wallet() -> None:
    cast = meet()
    pay_in(cast.sponsor, 30_000)
    deposit = pay_in(cast.sponsor, 45_000)
    take_back(deposit)
    assert books() == {"outside": -30_000, "sponsor's wallet": 30_000}

    take_back(deposit)  # told twice
    assert books() == {"outside": -30_000, "sponsor's wallet": 30_000}


def test_a_chargeback_after_funding_leaves_the_ad_its_money() -> None:
    cast = meet()
    deposit = pay_in(cast.sponsor, 60_000)
    ad = agree(cast)
    fund(ad)
    assert books() == {"outside": -60_000, "sponsor's wallet": 15_000, "escrow": 45_000}

    take_back(deposit)  # the wallet's 150 go back, the other 450 are owed
    assert books() == {"sponsor's debt": -45_000, "escrow": 45_000}

    finish(ad)
    assert books() == {"sponsor's debt": -45_000, "fees": 4_500, "influencer's hold": 40_500}

    clear()
    withdraw(cast, cast.influencer, 40_500)
    assert books() == {"sponsor's debt": -45_000, "outside": 40_500, "fees": 4_500}

    pay_in(cast.sponsor, 50_000)
    assert books() == {"outside": -9_500, "sponsor's wallet": 5_000, "fees": 4_500}


def test_a_refund_pays_the_debt_first_and_a_deposit_the_rest() -> None:
    cast = meet()
    deposit = pay_in(cast.sponsor, 45_000)
    ad = agree(cast)
    fund(ad)
    take_back(deposit)
    assert books() == {"sponsor's debt": -45_000, "escrow": 45_000}

    ads.open_dispute(
        actor=cast.sponsor, ad=ad, reason=Dispute.Reason.NOT_DELIVERED, text="Only half came."
    )
    ads.settle_dispute(actor=cast.moderator, ad=ad, share_minor=20_000, reason="Half came.")
    assert books() == {"sponsor's debt": -20_000, "fees": 2_000, "influencer's hold": 18_000}

    pay_in(cast.sponsor, 30_000)
    assert books() == {
        "outside": -30_000,
        "sponsor's wallet": 10_000,
        "fees": 2_000,
        "influencer's hold": 18_000,
    }


def test_a_chargeback_after_the_money_was_withdrawn() -> None:
    cast = meet()
    deposit = pay_in(cast.sponsor, 45_000)
    withdraw(cast, cast.sponsor, 40_000)
    assert books() == {"outside": -5_000, "sponsor's wallet": 5_000}

    take_back(deposit)
    assert books() == {"outside": 40_000, "sponsor's debt": -40_000}

    payout = pay_in(cast.sponsor, 40_000)
    assert books() == {}
    take_back(payout)  # and once more: paid with the same bad card
    assert books() == {"outside": 40_000, "sponsor's debt": -40_000}


def test_a_chargeback_in_parts_and_a_dispute_won() -> None:
    cast = meet()
    deposit = pay_in(cast.sponsor, 60_000)
    fund(agree(cast, 50_000))
    take_back(deposit, 4_000)
    assert books() == {"outside": -56_000, "sponsor's wallet": 6_000, "escrow": 50_000}

    take_back(deposit, 25_000)  # 210 more: the wallet's 60, and 150 owed
    assert books() == {"outside": -35_000, "sponsor's debt": -15_000, "escrow": 50_000}

    take_back(deposit, 4_000)  # an older message that comes late
    assert books() == {"outside": -35_000, "sponsor's debt": -15_000, "escrow": 50_000}

    actions.reinstate_deposit(deposit_id=deposit.pk, total_minor=4_000)
    assert books() == {"outside": -56_000, "sponsor's wallet": 6_000, "escrow": 50_000}

    actions.reinstate_deposit(deposit_id=deposit.pk)
    actions.reinstate_deposit(deposit_id=deposit.pk)  # told twice
    assert books() == {"outside": -60_000, "sponsor's wallet": 10_000, "escrow": 50_000}


def test_what_is_on_hold_is_taken_before_the_wallet() -> None:
    cast = meet()
    earn(cast, 10_000)
    clear()
    earn(cast, 20_000)
    earn(cast, 30_000)
    deposit = pay_in(cast.influencer, 25_000)
    site = {"fees": 6_000, "influencer's wallet": 34_000}
    assert books() == site | {"outside": -85_000, "influencer's hold": 45_000}

    take_back(deposit, 20_000)  # all 180 of the older hold, 20 of the younger one
    assert books() == site | {"outside": -65_000, "influencer's hold": 25_000}

    take_back(deposit)
    assert books() == site | {"outside": -60_000, "influencer's hold": 20_000}

    clear()  # 200 of what were 270
    assert books() == {"outside": -60_000, "fees": 6_000, "influencer's wallet": 54_000}


@pytest.mark.parametrize(
    ("paid", "after"),
    [
        (34_999, {"outside": 1, "sponsor's debt": -1}),
        (35_000, {}),
        (35_001, {"outside": -1, "sponsor's wallet": 1}),
    ],
)
def test_a_debt_repaid_to_the_cent(paid: int, after: dict[str, int]) -> None:
    cast = meet()
    deposit = pay_in(cast.sponsor, 35_000)
    withdraw(cast, cast.sponsor, 35_000)
    take_back(deposit)
    assert books() == {"outside": 35_000, "sponsor's debt": -35_000}

    pay_in(cast.sponsor, paid)
    assert books() == after


def test_who_owes_neither_offers_nor_funds_nor_withdraws_until_it_is_paid() -> None:
    cast = meet()
    deposit = pay_in(cast.sponsor, 35_000)
    ad = agree(cast)
    draft = make_ad(State.DRAFT, campaign=cast.campaign)
    withdraw(cast, cast.sponsor, 35_000)
    take_back(deposit)
    owed = {"outside": 35_000, "sponsor's debt": -35_000}
    assert (books(), owed_minor(cast.sponsor)) == (owed, 35_000)

    for forbidden in (
        lambda: ads.send_offer(actor=cast.sponsor, ad=draft),
        lambda: fund(ad),
        lambda: ask_for(cast.sponsor, 2_000),
    ):
        with pytest.raises(Refused, match=r"You owe \$350\.00"):
            forbidden()
    assert books() == owed

    pay_in(cast.sponsor, 80_000)
    fund(ad)
    ads.send_offer(actor=cast.sponsor, ad=draft)
    assert books() == {"outside": -45_000, "escrow": 45_000}


def test_who_owes_raises_no_price() -> None:
    cast = meet()
    deposit = pay_in(cast.sponsor, 45_000)
    ad = agree(cast)
    fund(ad)
    take_back(deposit)
    ad.refresh_from_db()
    dearer = replace(OfferTerms.from_frozen(ad.terms_in_force), price_minor=50_000)
    with pytest.raises(Refused, match=r"You owe \$450\.00"):
        ads.propose_amendment(actor=cast.sponsor, ad=ad, terms=dearer, reason="A longer film.")
    asked = ads.propose_amendment(actor=cast.influencer, ad=ad, terms=dearer, reason="Longer.")
    with pytest.raises(Refused, match=r"You owe \$450\.00"):
        ads.accept_proposal(actor=cast.sponsor, proposal=asked)
    assert books() == {"sponsor's debt": -45_000, "escrow": 45_000}
