"""What proposals hold, return and pay."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from accounts.actions import suspend_user
from ads import actions
from ads.models import Ad, Proposal
from ads.workflow import Side, State
from campaigns.actions import flag_campaign
from campaigns.models import Campaign
from marketplace.kernel.errors import Refused
from marketplace.ledger.errors import InsufficientFunds
from marketplace.ledger.fees import split_fee
from marketplace.ledger.laws import check_all
from marketplace.ledger.models import AccountKind, Hold, Transfer
from tests.ads.actions.proposals.proposing import (
    LOWERED,
    NOW,
    RAISED,
    RUNNING,
    accept,
    amend,
    cancel,
    decline,
    fresh,
    money,
    raised_by_sponsor,
    withdraw,
)
from tests.factories.accounts import make_moderator
from tests.factories.ads import PRICE_MINOR, make_ad, make_terms
from tests.factories.campaigns import make_campaign
from tests.factories.ledger import fill_wallet

pytestmark = pytest.mark.django_db


def test_a_sponsor_that_asks_for_a_higher_price_pays_the_difference_at_once() -> None:
    ad, proposal = raised_by_sponsor()
    assert proposal.held_minor == 5_000
    assert money(ad) == (RAISED, 3_000, RAISED)
    assert fresh(ad).price_minor == PRICE_MINOR
    assert Campaign.objects.get(pk=ad.campaign_id).committed_minor == RAISED
    assert list(check_all()) == []


def test_accepted_the_difference_stays_and_the_price_is_the_new_one() -> None:
    ad, proposal = raised_by_sponsor()
    accept(proposal)
    assert money(ad) == (RAISED, 3_000, RAISED)
    assert fresh(ad).price_minor == RAISED
    proposal.refresh_from_db()
    assert (proposal.state, proposal.held_minor) == ("accepted", 0)


def lapse(ad: Ad, proposal: Proposal) -> None:
    assert actions.lapse_due_proposals(now=proposal.deadline_at - timedelta(seconds=1)) == 0
    assert actions.lapse_due_proposals(now=proposal.deadline_at) == 1
    assert actions.lapse_due_proposals(now=proposal.deadline_at) == 0


def dispute(ad: Ad, _: Proposal) -> None:
    actor = ad.user_of(Side.INFLUENCER)
    actions.open_dispute(actor=actor, ad=ad, reason="other", text="No answer.", now=NOW)


ENDS: list[tuple[str, Callable[[Ad, Proposal], Any]]] = [
    ("declined", lambda _, proposal: decline(proposal)),
    ("withdrawn", lambda _, proposal: withdraw(proposal)),
    ("lapsed", lapse),
    ("lapsed", dispute),
]


@pytest.mark.parametrize(("state", "end"), ENDS)
def test_what_was_paid_on_top_returns_unless_the_proposal_is_accepted(
    state: str, end: Callable[[Ad, Proposal], Any]
) -> None:
    ad, proposal = raised_by_sponsor()
    end(ad, proposal)
    proposal.refresh_from_db()
    assert (proposal.state, proposal.held_minor) == (state, 0)
    assert proposal.closed_at is not None
    assert money(ad) == (PRICE_MINOR, 8_000, PRICE_MINOR)
    assert fresh(ad).price_minor == PRICE_MINOR
    assert fresh(ad).terms_in_force == ad.terms


def test_it_returns_when_silence_completes_the_ad() -> None:
    ad = make_ad("posted", now=NOW)
    fill_wallet(ad.user_of(Side.SPONSOR), 5_000)
    proposal = amend(ad, Side.SPONSOR, price_minor=RAISED, now=ad.deadline_at - timedelta(hours=1))
    assert actions.run_deadlines(now=ad.deadline_at) == 1
    proposal.refresh_from_db()
    assert proposal.state == "lapsed"
    assert fresh(ad).state == State.COMPLETED
    assert money(ad) == (0, 5_000, PRICE_MINOR)
    assert fresh(ad).released_minor == PRICE_MINOR
    assert Hold.objects.get().amount_minor == split_fee(PRICE_MINOR, ad.fee_bps)[1]


def test_it_returns_when_overdue_work_is_cancelled() -> None:
    ad = make_ad("active", now=NOW)
    late = ad.deadline_at + timedelta(minutes=1)
    actions.run_deadlines(now=late)
    fill_wallet(ad.user_of(Side.SPONSOR), 5_000)
    proposal = amend(ad, Side.SPONSOR, price_minor=RAISED, now=late)
    day_after = late + timedelta(hours=25)
    actions.cancel_overdue(actor=ad.user_of(Side.SPONSOR), ad=ad, now=day_after)
    proposal.refresh_from_db()
    assert (proposal.state, fresh(ad).state) == ("lapsed", State.CANCELLED)
    assert money(ad) == (0, PRICE_MINOR + 5_000, 0)


def test_a_higher_price_that_the_influencer_asks_for_is_paid_by_who_accepts() -> None:
    ad = make_ad("active", now=NOW)
    fill_wallet(ad.user_of(Side.SPONSOR), 5_000)
    proposal = amend(ad, Side.INFLUENCER, price_minor=RAISED)
    assert proposal.held_minor == 0
    assert money(ad) == (PRICE_MINOR, 5_000, PRICE_MINOR)
    accept(proposal)
    assert money(ad) == (RAISED, 0, RAISED)
    assert fresh(ad).price_minor == RAISED


@pytest.mark.parametrize("proposer", list(Side))
def test_a_wallet_that_lacks_the_difference_names_the_gap(proposer: Side) -> None:
    ad = make_ad("active", now=NOW)
    fill_wallet(ad.user_of(Side.SPONSOR), 4_000)
    with pytest.raises(InsufficientFunds) as gap:
        proposal = amend(ad, proposer, price_minor=RAISED)
        accept(proposal)
    assert gap.value.missing_minor == 1_000
    assert money(ad) == (PRICE_MINOR, 4_000, PRICE_MINOR)
    assert Proposal.objects.filter(state="open").count() == (proposer is Side.INFLUENCER)


@pytest.mark.parametrize("proposer", list(Side))
def test_the_budget_has_to_cover_a_higher_price(proposer: Side) -> None:
    campaign = make_campaign(budget_minor=PRICE_MINOR + 4_999)
    ad = make_ad("active", now=NOW, campaign=campaign)
    fill_wallet(ad.user_of(Side.SPONSOR), 5_000)
    with pytest.raises(Refused, match="budget") as refusal:
        proposal = amend(ad, proposer, price_minor=RAISED)
        accept(proposal)
    assert refusal.value.field == "price_minor"
    assert money(ad) == (PRICE_MINOR, 5_000, PRICE_MINOR)


def test_a_flag_or_a_suspension_keeps_more_money_from_moving_but_not_the_rest() -> None:
    ad = make_ad("active", now=NOW)
    fill_wallet(ad.user_of(Side.SPONSOR), 5_000)
    moderator = make_moderator()
    flag_campaign(actor=moderator, campaign=ad.campaign, reason="Unclear goods")
    with pytest.raises(Refused, match="flagged"):
        amend(ad, Side.SPONSOR, price_minor=RAISED)
    suspend_user(actor=moderator, user=ad.user_of(Side.INFLUENCER), reason="Spam")
    accept(amend(ad, Side.SPONSOR, price_minor=LOWERED))
    assert fresh(ad).price_minor == LOWERED


@pytest.mark.parametrize("proposer", list(Side))
def test_a_lower_price_returns_the_difference_on_acceptance(proposer: Side) -> None:
    ad = make_ad("in_review", now=NOW)
    proposal = amend(ad, proposer, price_minor=LOWERED)
    assert money(ad) == (PRICE_MINOR, 0, PRICE_MINOR)
    accept(proposal)
    assert money(ad) == (LOWERED, 5_000, LOWERED)
    assert (fresh(ad).price_minor, fresh(ad).state) == (LOWERED, State.IN_REVIEW)


def test_the_amended_price_is_what_completion_releases() -> None:
    ad = make_ad("posted", now=NOW)
    accept(amend(ad, Side.SPONSOR, price_minor=LOWERED))
    actions.complete_ad(actor=ad.user_of(Side.SPONSOR), ad=ad, now=NOW)
    assert Hold.objects.get().amount_minor == split_fee(LOWERED, ad.fee_bps)[1]
    assert money(ad) == (0, 5_000, LOWERED)


@pytest.mark.parametrize(
    ("proposer", "kill_fee", "owed"),
    [
        (Side.SPONSOR, 9_000, 9_000),
        (Side.INFLUENCER, 9_000, 0),
        (Side.SPONSOR, 0, 0),
        (Side.SPONSOR, PRICE_MINOR, PRICE_MINOR),
    ],
)
@pytest.mark.parametrize("state", RUNNING)
def test_a_kill_fee_is_owed_only_by_a_sponsor_that_asks_to_cancel(
    state: str, proposer: Side, kill_fee: int, owed: int
) -> None:
    ad = make_ad(state, now=NOW, terms=make_terms(now=NOW, kill_fee_minor=kill_fee))
    accept(cancel(ad, proposer))
    after = fresh(ad)
    assert (after.state, after.released_minor) == (State.CANCELLED, owed)
    assert money(ad) == (0, PRICE_MINOR - owed, owed)
    fee, net = split_fee(owed, ad.fee_bps)
    assert sum(Hold.objects.values_list("amount_minor", flat=True)) == net
    fees = Transfer.objects.filter(credit_account__kind=AccountKind.FEES)
    assert sum(fees.values_list("amount_minor", flat=True)) == fee
    assert (after.deadline_at, after.sponsor_acts_by, after.influencer_acts_by) == (None,) * 3


def test_the_kill_fee_in_force_is_owed_not_the_frozen_one() -> None:
    ad = make_ad("active", now=NOW)
    accept(amend(ad, Side.SPONSOR, kill_fee_minor=20_000))
    proposal = cancel(ad, Side.SPONSOR)
    assert proposal.kill_fee_minor == 20_000
    accept(proposal)
    assert fresh(ad).released_minor == 20_000


@pytest.mark.parametrize("close", [decline, withdraw])
def test_a_cancellation_that_is_not_accepted_changes_nothing(close: Callable[..., Any]) -> None:
    ad = make_ad("active", now=NOW)
    before = money(ad)
    close(cancel(ad, Side.SPONSOR))
    assert (money(ad), fresh(ad).state) == (before, State.ACTIVE)
