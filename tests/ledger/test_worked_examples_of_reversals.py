"""Payments that moderators bring back, as accounting stories; see test_worked_examples."""

import uuid

import pytest

from marketplace.kernel.errors import Refused
from marketplace.ledger import actions
from marketplace.ledger.models import Hold
from tests.ledger.stories import (
    ask_for,
    books,
    clear,
    earn,
    meet,
    pay_in,
    reverse,
    take_back,
    withdraw,
)

pytestmark = pytest.mark.django_db


def test_before_it_cleared_the_hold_gives_all_back() -> None:
    cast = meet()
    ad = earn(cast, 45_005)
    assert books() == {"outside": -45_005, "fees": 4_500, "influencer's hold": 40_505}

    reverse(cast, ad)
    assert books() == {"outside": -45_005, "sponsor's wallet": 45_005}

    clear()
    assert books() == {"outside": -45_005, "sponsor's wallet": 45_005}


def test_a_payment_is_reversed_once() -> None:
    cast = meet()
    ad = earn(cast, 45_000)
    reverse(cast, ad)
    with pytest.raises(Refused, match="reversed before"):
        reverse(cast, ad)
    assert actions.reverse_release(hold=Hold.objects.get()) == 0
    assert books() == {"outside": -45_000, "sponsor's wallet": 45_000}


def test_a_frozen_hold_gives_all_back() -> None:
    cast = meet()
    ad = earn(cast, 45_000)
    actions.freeze_hold(actor=cast.moderator, hold=Hold.objects.get(), reason="Never public?")
    reverse(cast, ad)
    assert books() == {"outside": -45_000, "sponsor's wallet": 45_000}


def test_after_it_cleared_the_wallet_gives_it_back() -> None:
    cast = meet()
    ad = earn(cast, 50_000)
    clear()
    assert books() == {"outside": -50_000, "fees": 5_000, "influencer's wallet": 45_000}

    reverse(cast, ad)
    assert books() == {"outside": -50_000, "sponsor's wallet": 50_000}


def test_after_it_was_withdrawn_it_is_owed_and_paid_by_the_next_earnings() -> None:
    cast = meet()
    ad = earn(cast, 50_000)
    clear()
    withdraw(cast, cast.influencer, 40_000)
    assert books() == {"outside": -10_000, "fees": 5_000, "influencer's wallet": 5_000}

    reverse(cast, ad)
    owed = {"sponsor's wallet": 50_000, "influencer's debt": -40_000}
    assert books() == owed | {"outside": -10_000}
    with pytest.raises(Refused, match=r"You owe \$400\.00"):
        ask_for(cast.influencer, 2_000)

    earn(cast, 60_000)
    assert books() == owed | {"outside": -70_000, "fees": 6_000, "influencer's hold": 54_000}

    clear()
    assert books() == {
        "outside": -70_000,
        "sponsor's wallet": 50_000,
        "fees": 6_000,
        "influencer's wallet": 14_000,
    }


def test_other_holds_go_before_the_wallet() -> None:
    cast = meet()
    ad = earn(cast, 50_000)
    clear()
    earn(cast, 20_000)
    assert books() == {
        "outside": -70_000,
        "fees": 7_000,
        "influencer's wallet": 45_000,
        "influencer's hold": 18_000,
    }
    reverse(cast, ad)
    assert books() == {
        "outside": -70_000,
        "sponsor's wallet": 50_000,
        "fees": 2_000,
        "influencer's wallet": 18_000,
    }


def test_other_holds_and_withdrawals_that_nobody_is_paying_yet_give_it_back_together() -> None:
    cast = meet()
    ad = earn(cast, 10_000)
    clear()
    earn(cast, 5_000)
    ask_for(cast.influencer, 6_000)
    ask_for(cast.influencer, 3_000)
    assert books() == {
        "outside": -15_000,
        "fees": 1_500,
        "influencer's hold": 4_500,
        "influencer's payout": 9_000,
    }
    reverse(cast, ad)  # the hold's 45 and the 30 are too little, so the 60 as well
    assert books() == {
        "outside": -15_000,
        "sponsor's wallet": 10_000,
        "fees": 500,
        "influencer's wallet": 4_500,
    }


def test_a_hold_that_paid_a_debt_in_part_is_reversed_whole() -> None:
    cast = meet()
    deposit = pay_in(cast.influencer, 10_000)
    ad = earn(cast, 50_000)
    withdraw(cast, cast.influencer, 8_000)
    take_back(deposit)  # the hold pays it, though the wallet has 20
    assert books() == {
        "outside": -42_000,
        "fees": 5_000,
        "influencer's wallet": 2_000,
        "influencer's hold": 35_000,
    }
    reverse(cast, ad)  # 350 of the hold, 20 of the wallet, 80 owed
    assert books() == {
        "outside": -42_000,
        "sponsor's wallet": 50_000,
        "influencer's debt": -8_000,
    }


def test_what_comes_back_pays_the_sponsors_debt() -> None:
    cast = meet()
    deposit = pay_in(cast.sponsor, 30_000)
    withdraw(cast, cast.sponsor, 30_000)
    ad = earn(cast, 50_000)
    take_back(deposit)
    assert books() == {
        "outside": -20_000,
        "sponsor's debt": -30_000,
        "fees": 5_000,
        "influencer's hold": 45_000,
    }
    reverse(cast, ad)
    assert books() == {"outside": -20_000, "sponsor's wallet": 20_000}


def test_fees_reversed_after_they_were_collected_are_below_zero_until_the_next() -> None:
    cast = meet()
    ad = earn(cast, 50_000)
    key = uuid.uuid4()
    actions.collect_fees(actor=cast.moderator, amount_minor=5_000, form_key=key)
    actions.collect_fees(actor=cast.moderator, amount_minor=5_000, form_key=key)  # sent twice
    assert books() == {"outside": -45_000, "influencer's hold": 45_000}

    reverse(cast, ad)
    assert books() == {"outside": -45_000, "sponsor's wallet": 50_000, "fees": -5_000}
    with pytest.raises(Refused, match="no fees to collect"):
        actions.collect_fees(actor=cast.moderator, amount_minor=1, form_key=uuid.uuid4())

    earn(cast, 70_000)
    assert books() == {
        "outside": -115_000,
        "sponsor's wallet": 50_000,
        "fees": 2_000,
        "influencer's hold": 63_000,
    }
