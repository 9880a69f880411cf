"""How disputes end: withdrawn with the time that was left, or settled to the cent."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from ads import actions
from ads.models import Ad, Dispute, LiveCheck
from ads.terms import OfferTerms
from ads.workflow import RUNNING, Side, State
from marketplace.kernel.errors import Refused
from marketplace.ledger.actions import wallet_for
from marketplace.ledger.laws import check_all
from marketplace.ledger.models import Hold, Transfer
from marketplace.notifications.models import Notification
from tests.ads.actions.disputing import (
    NOW,
    SECOND,
    WEEK,
    committed,
    disputed,
    escrow,
    fresh,
    opened,
)
from tests.factories.accounts import make_moderator
from tests.factories.ads import PRICE_MINOR, dispute, make_ad

pytestmark = pytest.mark.django_db


# Withdrawing


@pytest.mark.parametrize("state", sorted(RUNNING))
def test_withdrawing_gives_back_the_time_that_was_left_to_the_second(state: State) -> None:
    ad = make_ad(state, now=NOW)
    assert ad.deadline_at is not None
    began = NOW + timedelta(hours=7, seconds=11)
    left = ad.deadline_at - began
    dispute(ad, now=began)
    ended = began + timedelta(days=30, seconds=1)
    back = actions.withdraw_dispute(actor=ad.user_of(Side.SPONSOR), ad=ad, now=ended)
    assert (back.state, back.deadline_at) == (state, ended + left)
    assert back.overdue_at is None
    turn = back.turn
    assert turn is not None
    assert (back.acts_by(turn), back.acts_by(turn.other)) == (ended + left, None)
    assert opened(ad).state == "withdrawn"
    assert list(check_all()) == []


@pytest.mark.parametrize("state", [State.ACTIVE, State.CHANGES_REQUESTED, State.APPROVED])
def test_overdue_work_stays_as_overdue_as_it_was(state: State) -> None:
    ad = make_ad(state, now=NOW)
    assert ad.deadline_at is not None
    late = ad.deadline_at
    actions.run_deadlines(now=late)
    dispute(ad, now=late + timedelta(hours=20))
    assert not fresh(ad).is_overdue
    sponsor, ended = ad.user_of(Side.SPONSOR), late + timedelta(days=9)
    back = actions.withdraw_dispute(actor=sponsor, ad=ad, now=ended)
    assert back.overdue_at == ended - timedelta(hours=20)
    assert actions.run_deadlines(now=ended) == 0
    with pytest.raises(Refused, match="24 hours"):
        actions.cancel_overdue(actor=sponsor, ad=ad, now=ended + timedelta(hours=4) - SECOND)
    done = actions.cancel_overdue(actor=sponsor, ad=ad, now=ended + timedelta(hours=4))
    assert done.state == "cancelled"


def test_a_deadline_that_passed_unnoticed_is_noticed_after_the_dispute() -> None:
    ad = make_ad(State.ACTIVE, now=NOW)
    assert ad.deadline_at is not None
    dispute(ad, now=ad.deadline_at + SECOND)
    ended = ad.deadline_at + WEEK
    actions.withdraw_dispute(actor=ad.user_of(Side.SPONSOR), ad=ad, now=ended)
    assert actions.run_deadlines(now=ended) == 1
    assert fresh(ad).is_overdue


def test_only_who_opened_a_dispute_withdraws_it() -> None:
    ad, moderator = disputed(), make_moderator()
    for other in (ad.user_of(Side.INFLUENCER), moderator):
        with pytest.raises(Refused, match="Only who opened"):
            actions.withdraw_dispute(actor=other, ad=ad, now=NOW)
    ours = make_ad(State.ACTIVE, now=NOW)
    actions.open_dispute(actor=moderator, ad=ours, reason="other", text="Explain.", now=NOW)
    for side in Side:
        with pytest.raises(Refused, match="Only who opened"):
            actions.withdraw_dispute(actor=ours.user_of(side), ad=ours, now=NOW)
    done = actions.withdraw_dispute(actor=make_moderator(), ad=ours, now=NOW)
    assert done.state == "active"


def test_work_can_be_disputed_again_after_a_withdrawal() -> None:
    ad = disputed(State.IN_REVIEW)
    sponsor = ad.user_of(Side.SPONSOR)
    actions.withdraw_dispute(actor=sponsor, ad=ad, now=NOW + SECOND)
    dispute(ad, now=NOW + 2 * SECOND)
    assert Dispute.objects.filter(ad=ad).count() == 2
    assert fresh(ad).state == "disputed"


def test_moderators_hear_at_once_of_who_disputes_again_what_it_withdrew() -> None:
    moderator, ad = make_moderator(), disputed(State.POSTED)
    told = Notification.objects.filter(user=moderator)
    actions.withdraw_dispute(actor=ad.user_of(Side.SPONSOR), ad=ad, now=NOW + SECOND)
    assert told.count() == 0
    dispute(ad, now=NOW + 2 * SECOND)
    assert [notice.kind for notice in told] == ["dispute_again"]


# Settling


def settle(ad: Ad, share_minor: int, *, actor: Any = None, reason: str = "So it is.") -> Ad:
    return actions.settle_dispute(
        actor=actor or make_moderator(), ad=ad, share_minor=share_minor, reason=reason, now=NOW
    )


@pytest.mark.parametrize(
    ("share", "state", "net", "refund"),
    [
        (PRICE_MINOR, "completed", 40_500, 0),
        (0, "cancelled", 0, PRICE_MINOR),
        (20_000, "completed", 18_000, 25_000),
        (19_999, "completed", 18_000, 25_001),  # the fee is floor(1999.9)
        (1, "completed", 1, 44_999),  # floor(0.1) is no fee
        (PRICE_MINOR - 1, "completed", 40_500, 1),  # floor(4499.9)
    ],
)
def test_a_settlement_shares_out_the_escrow_to_the_cent(
    share: int, state: str, net: int, refund: int
) -> None:
    ad = disputed(State.APPROVED)
    done = settle(ad, share)
    assert (done.state, done.released_minor, escrow(ad)) == (state, share, 0)
    assert sum(hold.amount_minor for hold in Hold.objects.all()) == net
    assert wallet_for(ad.user_of(Side.SPONSOR)).balance_minor == refund
    assert (committed(ad), fresh(ad).committed_minor) == (share, share)
    assert (done.deadline_at, done.ended_at) == (None, NOW)
    assert [done.acts_by(side) for side in Side] == [None, None]
    assert list(check_all()) == []


def test_a_settlement_says_how_much_why_and_by_whom() -> None:
    ad, moderator = disputed(), make_moderator()
    settle(ad, 20_000, actor=moderator, reason=" Half was done. ")
    closed = opened(ad)
    assert (closed.state, closed.share_minor, closed.refund_minor) == ("settled", 20_000, 25_000)
    assert (closed.settled_by, closed.settlement_reason) == (moderator, "Half was done.")
    event = ad.events.last()
    assert event is not None
    assert (event.transition, event.reason) == ("settle", "Half was done.")
    for side in Side:
        notice = Notification.objects.filter(user=ad.user_of(side)).order_by("pk").last()
        assert notice is not None
        assert "A moderator settled the dispute: $200.00 of $450.00" in notice.text


@pytest.mark.parametrize("share", [-1, PRICE_MINOR + 1])
def test_a_share_outside_the_price_is_refused(share: int) -> None:
    ad = disputed()
    with pytest.raises(Refused, match="between zero and the price"):
        settle(ad, share)
    assert (fresh(ad).state, escrow(ad)) == ("disputed", PRICE_MINOR)


def test_a_settlement_gives_a_reason_and_comes_from_a_moderator() -> None:
    ad = disputed()
    with pytest.raises(Refused, match="reason"):
        settle(ad, 0, reason=" ")
    for side in Side:
        with pytest.raises(Refused, match="Only the moderator"):
            settle(ad, 0, actor=ad.user_of(side))
    assert opened(ad).is_open


def test_what_has_ended_is_not_settled_again() -> None:
    ad = disputed()
    settle(ad, 20_000)
    transfers = Transfer.objects.count()
    with pytest.raises(Refused, match="moved on"):
        settle(ad, 0)
    with pytest.raises(Refused, match="moved on"):
        actions.withdraw_dispute(actor=ad.user_of(Side.SPONSOR), ad=ad, now=NOW)
    assert Transfer.objects.count() == transfers


def test_posts_that_are_up_are_asked_about_after_a_settlement_that_pays_for_them() -> None:
    paid, unpaid = disputed(State.POSTED), disputed(State.POSTED)
    settle(paid, 1)
    settle(unpaid, 0)
    assert set(LiveCheck.objects.values_list("ad", flat=True)) == {paid.pk}


@pytest.mark.parametrize(
    ("share", "loser"),
    [
        (0, Side.INFLUENCER),
        (PRICE_MINOR, Side.SPONSOR),
        (PRICE_MINOR // 2, None),
        (PRICE_MINOR // 2 - 1, Side.INFLUENCER),
        (PRICE_MINOR // 2 + 1, Side.SPONSOR),
    ],
)
def test_who_gets_the_smaller_part_has_lost(share: int, loser: Side | None) -> None:
    ad = disputed()
    assert opened(ad).lost_by is None
    settle(ad, share)
    assert opened(ad).lost_by is loser


def test_the_price_in_force_is_what_is_shared_out() -> None:
    ad = make_ad(State.ACTIVE, now=NOW)
    terms = OfferTerms.from_frozen(fresh(ad).terms_in_force)
    proposal = actions.propose_amendment(
        actor=ad.user_of(Side.INFLUENCER),
        ad=ad,
        terms=replace(terms, price_minor=30_000),
        reason="One scene less.",
        now=NOW,
    )
    actions.accept_proposal(actor=ad.user_of(Side.SPONSOR), proposal=proposal, now=NOW)
    dispute(ad, now=NOW)
    with pytest.raises(Refused, match=r"\$300\.00"):
        settle(ad, 30_001)
    settle(ad, 30_000)
    assert Hold.objects.get().amount_minor == 27_000
    assert list(check_all()) == []
