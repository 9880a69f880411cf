"""Withdrawals called back because money was taken back, as stories; see test_worked_examples."""

import pytest
from django.utils import timezone

from marketplace.kernel.errors import Refused
from marketplace.kernel.mail.models import OutboxMail
from marketplace.ledger import actions
from marketplace.ledger.actions import hand_out
from marketplace.ledger.models import Payout
from tests.factories.accounts import make_moderator
from tests.ledger.stories import ask_for, books, earn, meet, pay_in, take_back, withdraw

pytestmark = pytest.mark.django_db


def test_a_chargeback_calls_back_withdrawals_that_nobody_is_paying_yet() -> None:
    cast = meet()
    deposit = pay_in(cast.sponsor, 45_000)
    pay_in(cast.sponsor, 45_000)
    first, second, third = (ask_for(cast.sponsor, amount) for amount in (35_000, 30_000, 20_000))
    take_back(deposit)  # the wallet's 50, then the newest withdrawals: 200, and 300
    assert books() == {
        "outside": -45_000,
        "sponsor's payout": 35_000,
        "sponsor's wallet": 10_000,
    }
    for payout, state in ((first, "requested"), (second, "failed"), (third, "failed")):
        payout.refresh_from_db()
        assert (payout.state, payout.settled_by) == (state, None)
    mails = OutboxMail.objects.filter(kind="payout_failed", to=cast.sponsor.email)
    assert mails.count() == 2


def test_a_chargeback_takes_what_is_on_hold_and_calls_back_withdrawals_for_the_rest() -> None:
    cast = meet()
    deposit = pay_in(cast.influencer, 10_000)
    earn(cast, 5_000)
    ask_for(cast.influencer, 6_000)
    ask_for(cast.influencer, 4_000)
    site = {"fees": 500}
    assert books() == site | {
        "outside": -15_000,
        "influencer's hold": 4_500,
        "influencer's payout": 10_000,
    }
    take_back(deposit)  # the hold's 45 and the 40 are too little, so the 60 as well
    assert books() == site | {"outside": -5_000, "influencer's wallet": 4_500}


def test_a_withdrawal_that_the_hold_makes_unneeded_is_left_alone() -> None:
    cast = meet()
    deposit = pay_in(cast.influencer, 10_000)
    earn(cast, 5_000)
    ask_for(cast.influencer, 4_000)
    ask_for(cast.influencer, 6_000)
    take_back(deposit)  # the hold's 45 and the 60
    assert books() == {
        "outside": -5_000,
        "fees": 500,
        "influencer's payout": 4_000,
        "influencer's wallet": 500,
    }


def test_what_neither_holds_nor_withdrawals_cover_is_owed() -> None:
    cast = meet()
    deposit = pay_in(cast.influencer, 10_000)
    earn(cast, 5_000)
    withdraw(cast, cast.influencer, 6_000)
    ask_for(cast.influencer, 4_000)
    assert books() == {
        "outside": -9_000,
        "fees": 500,
        "influencer's hold": 4_500,
        "influencer's payout": 4_000,
    }
    take_back(deposit)  # the hold's 45 and the 40
    assert books() == {"outside": 1_000, "fees": 500, "influencer's debt": -1_500}


def test_a_chargeback_while_a_withdrawal_is_being_paid() -> None:
    """The bank may have it already: it stays, and is paid out to nobody who owes."""
    cast = meet()
    deposit = pay_in(cast.sponsor, 45_000)
    payout = ask_for(cast.sponsor, 40_000)
    (batch,) = actions.make_batches(actor=make_moderator(), payouts=[payout])
    take_back(deposit)
    assert books() == {"sponsor's payout": 40_000, "sponsor's debt": -40_000}
    assert not hand_out(batch=batch).payouts.exists()

    # What returns to the wallet pays the debt.
    actions.mark_payout_failed(actor=make_moderator(), payout=payout, reason="Not paid")
    assert books() == {}


def test_who_owes_has_nothing_put_into_a_batch() -> None:
    """As where a withdrawal is asked for in the very moment of the chargeback."""
    cast = meet()
    deposit = pay_in(cast.sponsor, 45_000)
    payout = ask_for(cast.sponsor, 40_000)
    aside = Payout.objects.filter(pk=payout.pk)
    aside.update(state=Payout.State.CANCELLED, settled_at=timezone.now())  # passed over
    take_back(deposit)
    aside.update(state=Payout.State.REQUESTED, settled_at=None)
    with pytest.raises(Refused, match="None of these payouts can be paid now"):
        actions.make_batches(actor=make_moderator(), payouts=[payout])

    actions.cancel_payout(actor=cast.sponsor, payout=payout)
    assert books() == {}
