"""How a budget stands, for an ad in every state and after every end."""

from dataclasses import astuple
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import Sum

from ads import actions
from ads.models import Ad
from ads.workflow import State
from campaigns.budget import Allowance, Budget
from campaigns.models import Campaign
from marketplace.ledger.models import Account
from tests.factories.accounts import make_influencer, make_moderator
from tests.factories.ads import PRICE_MINOR, make_ad, make_terms
from tests.factories.campaigns import make_campaign
from tests.factories.ledger import fill_wallet

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
BUDGET = 500_000
RAISED = PRICE_MINOR + 5_000
NOTHING, OFFERED, ESCROW, PAID = (0, 0, 0), (PRICE_MINOR, 0, 0), (0, PRICE_MINOR, 0), (0, 0, 45_000)


def standing(campaign: Any) -> Budget:
    """Return how the budget stands, having checked that nothing of it is lost or made up."""
    campaign = Campaign.objects.with_budget().get(pk=campaign.pk)
    budget = campaign.budget
    assert min(astuple(budget)) >= 0
    assert sum(minor for _, minor, _ in budget.parts) == budget.budget_minor == BUDGET
    assert budget.committed_minor == campaign.committed_minor
    assert budget.free_minor == campaign.free_minor
    escrows = Account.objects.filter(ad__campaign=campaign)
    held = escrows.aggregate(minor=Sum("balance_minor", default=0))
    released = Ad.objects.filter(campaign=campaign).aggregate(
        minor=Sum("released_minor", default=0)
    )
    assert (budget.in_escrow_minor, budget.paid_minor) == (held["minor"], released["minor"])
    return budget


def parts(ad: Ad) -> tuple[int, int, int]:
    budget = standing(ad.campaign)
    return budget.offered_minor, budget.in_escrow_minor, budget.paid_minor


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        (State.DRAFT, NOTHING),
        (State.OFFERED, OFFERED),
        (State.COUNTERED, OFFERED),  # what the influencer asks for is not promised yet
        (State.ACCEPTED, OFFERED),
        (State.ACTIVE, ESCROW),
        (State.IN_REVIEW, ESCROW),
        (State.CHANGES_REQUESTED, ESCROW),
        (State.APPROVED, ESCROW),
        (State.POSTED, ESCROW),
        (State.DISPUTED, ESCROW),
        (State.COMPLETED, PAID),
        (State.DECLINED, NOTHING),
        (State.WITHDRAWN, NOTHING),
        (State.EXPIRED, NOTHING),
        (State.CANCELLED, NOTHING),
    ],
)
def test_each_state_has_its_part(state: State, expected: tuple[int, int, int]) -> None:
    assert parts(make_ad(state)) == expected


def test_every_state_is_tried() -> None:
    [mark] = [m for m in test_each_state_has_its_part.pytestmark if m.name == "parametrize"]
    assert {state for state, _ in mark.args[1]} == set(State)


def test_ads_of_one_campaign_add_up_and_those_of_another_do_not_count() -> None:
    campaign = make_campaign()
    for state in (State.OFFERED, State.ACCEPTED, State.ACTIVE, State.DISPUTED, State.COMPLETED):
        make_ad(state, campaign=campaign, influencer=make_influencer())
        make_ad(state)
    budget = standing(campaign)
    assert astuple(budget) == (BUDGET, 2 * PRICE_MINOR, 2 * PRICE_MINOR, PRICE_MINOR)
    assert budget.free_minor == BUDGET - 5 * PRICE_MINOR


def test_what_a_proposal_adds_is_in_escrow_until_it_ends() -> None:
    ad = make_ad(State.ACTIVE, now=NOW)
    sponsor = ad.campaign.sponsor.user
    fill_wallet(sponsor, 5_000)
    terms = make_terms(now=NOW, price_minor=RAISED)
    call: dict[str, Any] = {"actor": sponsor, "ad": ad, "reason": "More.", "now": NOW}
    proposal = actions.propose_amendment(**call, terms=terms)
    assert parts(ad) == (0, RAISED, 0)
    actions.decline_proposal(actor=ad.influencer.user, proposal=proposal, now=NOW)
    assert parts(ad) == ESCROW
    proposal = actions.propose_amendment(**call, terms=terms)
    actions.accept_proposal(actor=ad.influencer.user, proposal=proposal, now=NOW)
    assert parts(ad) == (0, RAISED, 0)
    lower = actions.propose_amendment(**call, terms=make_terms(now=NOW, price_minor=40_000))
    assert parts(ad) == (0, RAISED, 0)
    actions.accept_proposal(actor=ad.influencer.user, proposal=lower, now=NOW)
    assert parts(ad) == (0, 40_000, 0)


def test_a_kill_fee_is_paid_and_the_rest_is_free() -> None:
    ad = make_ad(State.ACTIVE, now=NOW)
    sponsor = ad.campaign.sponsor.user
    proposal = actions.propose_cancellation(actor=sponsor, ad=ad, reason="Over.", now=NOW)
    assert parts(ad) == ESCROW
    actions.accept_proposal(actor=ad.influencer.user, proposal=proposal, now=NOW)
    assert parts(ad) == (0, 0, 9_000)


@pytest.mark.parametrize("share_minor", [0, 1, 30_000, PRICE_MINOR])
def test_a_settlement_pays_its_share(share_minor: int) -> None:
    ad = make_ad(State.DISPUTED, now=NOW)
    actions.settle_dispute(
        actor=make_moderator(), ad=ad, share_minor=share_minor, reason="Half a film.", now=NOW
    )
    assert parts(ad) == (0, 0, share_minor)


def test_a_reversed_payment_is_free_again() -> None:
    ad = make_ad(State.COMPLETED)
    actions.reverse_payment(actor=make_moderator(), ad=ad, reason="The post was never public.")
    assert parts(ad) == NOTHING


def test_history_from_an_earlier_platform_holds_nothing() -> None:
    ad = make_ad(State.DRAFT)
    Ad.objects.filter(pk=ad.pk).update(state="completed", is_history=True, ended_at=NOW)
    assert parts(ad) == NOTHING


RAW = "UPDATE campaigns_campaign SET {} WHERE id = %s"


@pytest.mark.parametrize(
    "change",
    [
        "committed_minor = budget_minor + 1",
        "budget_minor = committed_minor - 1",
        "committed_minor = -1",
        "budget_minor = 0, committed_minor = 0",
    ],
)
def test_the_database_itself_keeps_a_budget_from_being_overspent(change: str) -> None:
    ad = make_ad(State.OFFERED)
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(RAW.format(change), [ad.campaign_id])
    assert parts(ad) == OFFERED


def test_an_allowance_counts_what_the_ad_holds_already() -> None:
    allowance = Allowance(Campaign(budget_minor=50_000, committed_minor=45_000), 15_000)
    assert allowance.free_minor == 20_000
    assert allowance.refusal(20_000) == ""
    assert allowance.refusal(32_050) == (
        "The budget has $200.00 free for this ad, which is $120.50 too little. Lower the price or "
        "raise the budget."
    )


def test_nobody_is_told_to_raise_what_cannot_be_raised() -> None:
    campaign = Campaign(budget_minor=50_000, state=Campaign.State.CLOSED)
    assert Allowance(campaign).refusal(50_001) == (
        "The budget has $500.00 free for this ad, which is $0.01 too little. Lower the price: the "
        "campaign is closed, so its budget stays as it is."
    )


@pytest.mark.parametrize(
    ("price_minor", "words"),
    [
        (None, ""),
        (20_000, " $200.00 leaves $300.00 of it."),
        (50_000, " $500.00 leaves $0.00 of it."),
        (50_001, " $500.01 is $0.01 more than that."),
    ],
)
def test_beside_a_price_stands_what_it_leaves(price_minor: int | None, words: str) -> None:
    allowance = Allowance(Campaign(budget_minor=50_000))
    free = "$500.00 of the campaign's budget is free for this ad."
    assert allowance.words(price_minor) == free + words
