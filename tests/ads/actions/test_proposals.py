"""Proposals: what they hold, what they change, how they end, and who gets what."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from accounts.actions import suspend_user
from ads import actions
from ads.actions.proposals import hash_in_force
from ads.deadlines import end_of_day
from ads.models import Ad, Proposal
from ads.terms import OfferTerms, terms_digest
from ads.workflow import Side, State
from campaigns.actions import flag_campaign
from campaigns.models import Campaign
from marketplace.kernel.errors import Refused
from marketplace.kernel.models import OutboxMail
from marketplace.ledger.actions import wallet_for
from marketplace.ledger.errors import InsufficientFunds
from marketplace.ledger.fees import split_fee
from marketplace.ledger.laws import check_all
from marketplace.ledger.models import AccountKind, Hold, Transfer
from tests.factories.accounts import make_influencer, make_moderator, make_sponsor, make_user
from tests.factories.ads import PRICE_MINOR, make_ad, make_terms
from tests.factories.campaigns import make_campaign
from tests.factories.ledger import fill_wallet
from tests.ledger.test_races import at_once, refused

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
RAISED = PRICE_MINOR + 5_000
LOWERED = PRICE_MINOR - 5_000
HOURS = 72
RUNNING = ["active", "in_review", "changes_requested", "approved", "posted"]


@pytest.fixture(autouse=True)
def lawful() -> Any:
    """Every test leaves books that pass."""
    yield
    assert list(check_all()) == []


def fresh(ad: Ad) -> Ad:
    return Ad.objects.select_related("campaign__sponsor__user", "influencer__user").get(pk=ad.pk)


def terms_of(ad: Ad, **changes: Any) -> OfferTerms:
    return replace(OfferTerms.from_frozen(fresh(ad).terms_in_force), **changes)


def moved(ad: Ad, **days: date) -> OfferTerms:
    terms = terms_of(ad)
    return replace(terms, items=(replace(terms.items[0], **days), *terms.items[1:]))


def amend(ad: Ad, side: Side, terms: OfferTerms | None = None, **changes: Any) -> Proposal:
    now = changes.pop("now", NOW)
    terms = terms or terms_of(ad, **changes)
    return actions.propose_amendment(
        actor=ad.user_of(side), ad=ad, terms=terms, reason="It changed.", now=now
    )


def cancel(ad: Ad, side: Side, now: datetime = NOW) -> Proposal:
    return actions.propose_cancellation(actor=ad.user_of(side), ad=ad, reason="Enough.", now=now)


def accept(proposal: Proposal, now: datetime = NOW) -> Proposal:
    actor = proposal.ad.user_of(proposal.answered_by)
    return actions.accept_proposal(actor=actor, proposal=proposal, now=now)


def decline(proposal: Proposal, now: datetime = NOW) -> Proposal:
    actor = proposal.ad.user_of(proposal.answered_by)
    return actions.decline_proposal(actor=actor, proposal=proposal, now=now)


def withdraw(proposal: Proposal, now: datetime = NOW) -> Proposal:
    actor = proposal.ad.user_of(Side(proposal.made_by))
    return actions.withdraw_proposal(actor=actor, proposal=proposal, now=now)


def money(ad: Ad) -> tuple[int, int, int]:
    """Return escrow, the sponsor's wallet and what the ad holds of the budget."""
    ad = fresh(ad)
    assert ad.escrow_account is not None
    wallet = wallet_for(ad.campaign.sponsor.user).balance_minor
    return ad.escrow_account.balance_minor, wallet, ad.committed_minor


def raised_by_sponsor(state: str = "active", **fields: Any) -> tuple[Ad, Proposal]:
    ad = make_ad(state, now=NOW, **fields)
    fill_wallet(ad.user_of(Side.SPONSOR), 8_000)
    return ad, amend(ad, Side.SPONSOR, price_minor=RAISED)


# --- Making one ------------------------------------------------------------------------------


@pytest.mark.parametrize("side", list(Side))
@pytest.mark.parametrize("state", RUNNING)
def test_either_side_proposes_while_the_work_runs_and_the_timer_goes_on(
    state: str, side: Side
) -> None:
    ad = make_ad(state, now=NOW)
    proposal = cancel(ad, side)
    after = fresh(ad)
    assert (proposal.state, proposal.made_by, proposal.price_minor) == ("open", side, PRICE_MINOR)
    assert proposal.deadline_at == NOW + timedelta(hours=HOURS)
    assert (after.state, after.deadline_at) == (state, ad.deadline_at)
    assert after.acts_by(side.other) is not None
    assert after.acts_by(side) == ad.acts_by(side)


@pytest.mark.parametrize(
    "state", ["offered", "countered", "accepted", "disputed", "completed", "cancelled"]
)
def test_nothing_is_proposed_before_funding_in_a_dispute_or_after_the_end(state: str) -> None:
    ad = make_ad(state, now=NOW)
    with pytest.raises(Refused, match="while the work is paid for"):
        cancel(ad, Side.SPONSOR)
    with pytest.raises(Refused, match="while the work is paid for"):
        amend(ad, Side.INFLUENCER, make_terms(now=NOW, price_minor=RAISED))
    assert not Proposal.objects.exists()


def test_strangers_and_moderators_propose_and_answer_nothing() -> None:
    ad = make_ad("active", now=NOW)
    proposal = cancel(ad, Side.SPONSOR)
    for user in (make_user(), make_sponsor().user, make_influencer().user, make_moderator()):
        with pytest.raises(Refused):
            actions.propose_cancellation(actor=user, ad=ad, reason="Enough.", now=NOW)
        with pytest.raises(Refused):
            actions.accept_proposal(actor=user, proposal=proposal, now=NOW)
        with pytest.raises(Refused):
            actions.withdraw_proposal(actor=user, proposal=proposal, now=NOW)
    proposal.refresh_from_db()
    assert proposal.is_open


def test_a_reason_is_given() -> None:
    ad = make_ad("active", now=NOW)
    with pytest.raises(Refused, match="Say why") as refusal:
        actions.propose_cancellation(actor=ad.user_of(Side.SPONSOR), ad=ad, reason=" ", now=NOW)
    assert refusal.value.field == "reason"


def test_one_is_open_at_a_time_of_whatever_kind_and_side() -> None:
    ad = make_ad("active", now=NOW)
    first = cancel(ad, Side.SPONSOR)
    for side in Side:
        with pytest.raises(Refused, match="open already"):
            cancel(ad, side)
        with pytest.raises(Refused, match="open already"):
            amend(ad, side, revision_rounds=3)
    withdraw(first)
    assert amend(ad, Side.INFLUENCER, revision_rounds=3).is_open


def test_after_the_deadline_of_the_state_nothing_is_proposed_or_accepted() -> None:
    ad = make_ad("in_review", now=NOW)
    proposal = cancel(ad, Side.INFLUENCER, now=ad.deadline_at - timedelta(hours=1))
    with pytest.raises(Refused, match="The deadline has passed"):
        accept(proposal, now=ad.deadline_at)
    withdraw(proposal, now=ad.deadline_at - timedelta(minutes=1))
    with pytest.raises(Refused, match="The deadline has passed"):
        cancel(ad, Side.SPONSOR, now=ad.deadline_at)


# --- What an amendment may say -----------------------------------------------------------------


def test_an_amendment_changes_something() -> None:
    ad = make_ad("active", now=NOW)
    with pytest.raises(Refused, match="These are the terms in force"):
        amend(ad, Side.SPONSOR, note="Only words.")


def test_the_pieces_stay_in_number_and_kind() -> None:
    ad = make_ad("active", now=NOW)
    item = terms_of(ad).items[0]
    for items in ((item, item), (replace(item, kind="video"),), (replace(item, quantity=2),)):
        with pytest.raises(Refused, match="The pieces stay"):
            amend(ad, Side.SPONSOR, items=items)


def test_several_pieces_of_one_line_get_dates_of_their_own() -> None:
    terms = make_terms(now=NOW)
    two = replace(terms, items=(replace(terms.items[0], quantity=2),))
    ad = make_ad("active", now=NOW, terms=two)
    later = NOW.date() + timedelta(days=20)
    accept(amend(ad, Side.INFLUENCER, moved(ad, due_date=later, posting_date=later)))
    due = ad.deliverables.values_list("due_date", flat=True)
    assert list(due) == [later, NOW.date() + timedelta(days=10)]


def test_new_dates_lie_ahead_and_in_order() -> None:
    ad = make_ad("active", now=NOW)
    yesterday, today = NOW.date() - timedelta(days=1), NOW.date()
    with pytest.raises(Refused, match="past"):
        amend(ad, Side.SPONSOR, moved(ad, due_date=yesterday))
    with pytest.raises(Refused, match="before its draft is due"):
        amend(ad, Side.SPONSOR, moved(ad, posting_date=today))
    assert amend(ad, Side.SPONSOR, moved(ad, due_date=today)).is_open


def test_what_the_day_is_counts_in_the_frozen_zone() -> None:
    influencer = make_influencer(user=make_user(role="influencer", time_zone="Pacific/Auckland"))
    ad = make_ad("active", now=NOW, influencer=influencer)
    type(influencer.user).objects.filter(pk=influencer.user.pk).update(time_zone="Pacific/Honolulu")
    assert ad.influencer_zone == "Pacific/Auckland"
    # 23 November in Auckland, where the contract was frozen; still the 22nd in Honolulu.
    with pytest.raises(Refused, match="past"):
        amend(ad, Side.SPONSOR, moved(ad, due_date=NOW.date()))
    proposal = amend(ad, Side.SPONSOR, moved(ad, due_date=date(2026, 11, 23)))
    accept(proposal)
    assert fresh(ad).deadline_at == end_of_day(date(2026, 11, 23), "Pacific/Auckland")
    assert fresh(ad).deadline_at == datetime(2026, 11, 23, 11, tzinfo=UTC)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"price_minor": 0}, "above zero"),
        ({"kill_fee_minor": PRICE_MINOR + 1}, "kill fee"),
        ({"usage_channels": "Paid social"}, "until when"),
        ({"usage_channels": "Paid social", "usage_is_perpetual": True}, "price"),
        ({"exclusivity_scope": "Shoes"}, "from when"),
    ],
)
def test_terms_that_do_not_fit_together_are_refused(changes: dict[str, Any], words: str) -> None:
    ad = make_ad("active", now=NOW)
    with pytest.raises(Refused, match=words):
        amend(ad, Side.INFLUENCER, **changes)


def test_terms_that_changed_meanwhile_are_not_amended_unread() -> None:
    ad = make_ad("active", now=NOW)
    seen = hash_in_force(fresh(ad))
    accept(amend(ad, Side.SPONSOR, revision_rounds=3))
    with pytest.raises(Refused, match="changed while you looked"):
        actions.propose_amendment(
            actor=ad.user_of(Side.SPONSOR),
            ad=ad,
            terms=terms_of(ad, revision_rounds=4),
            reason="More.",
            amends=seen,
            now=NOW,
        )


def test_a_product_on_its_way_is_not_amended() -> None:
    ad = make_ad("active", now=NOW, terms=make_terms(now=NOW, product_name="Shoes"))
    actions.give_address(actor=ad.user_of(Side.INFLUENCER), ad=ad, address="1 Hill", now=NOW)
    proposal = amend(ad, Side.SPONSOR, product_name="Boots")
    withdraw(proposal)
    actions.mark_sent(actor=ad.user_of(Side.SPONSOR), ad=ad, now=NOW)
    with pytest.raises(Refused, match="on its way") as refusal:
        amend(ad, Side.SPONSOR, product_name="Boots")
    assert refusal.value.field == "product_name"


# --- Money: a higher price ----------------------------------------------------------------------


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


# --- Money: a lower price, a cancellation -------------------------------------------------------


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


# --- What is in force ---------------------------------------------------------------------------


def test_amendments_chain_to_the_frozen_contract_which_never_changes() -> None:
    ad = make_ad("active", now=NOW)
    frozen, frozen_hash = ad.terms, ad.terms_hash
    first = accept(amend(ad, Side.SPONSOR, revision_rounds=3), now=NOW + timedelta(hours=1))
    second = accept(amend(ad, Side.INFLUENCER, requirements="Show the sole."))
    after = fresh(ad)
    assert (after.terms, after.terms_hash) == (frozen, frozen_hash)
    assert terms_digest(after.terms) == frozen_hash
    assert first.terms["amends"] == frozen_hash
    assert second.terms["amends"] == first.terms_hash
    assert first.terms["accepted_at"] == (NOW + timedelta(hours=1)).isoformat()
    assert second.terms["proposed_by"] == "influencer"
    for proposal in (first, second):
        stored = Proposal.objects.get(pk=proposal.pk)
        assert terms_digest(stored.terms) == stored.terms_hash
    assert after.amendment == second
    assert after.terms_in_force["revision_rounds"] == 3
    assert after.terms_in_force["requirements"] == "Show the sole."


def test_the_rounds_in_force_count() -> None:
    ad = make_ad("in_review", now=NOW, terms=make_terms(now=NOW, revision_rounds=0))
    deliverables = list(ad.deliverables.values_list("pk", flat=True))
    ask = {"actor": ad.user_of(Side.SPONSOR), "ad": ad, "reason": "Sole.", "now": NOW}
    with pytest.raises(Refused):
        actions.request_changes(**ask, deliverable_ids=deliverables)
    accept(amend(ad, Side.INFLUENCER, revision_rounds=1))
    actions.request_changes(**ask, deliverable_ids=deliverables)
    assert fresh(ad).state == State.CHANGES_REQUESTED


def test_new_due_dates_move_the_deadline_of_active_work_and_end_its_lateness() -> None:
    ad = make_ad("active", now=NOW)
    late = ad.deadline_at + timedelta(minutes=1)
    actions.run_deadlines(now=late)
    assert fresh(ad).is_overdue
    day = late.date() + timedelta(days=5)
    proposal = amend(ad, Side.INFLUENCER, moved(ad, due_date=day, posting_date=day), now=late)
    assert fresh(ad).is_overdue
    accept(proposal, now=late)
    after = fresh(ad)
    assert (after.overdue_at, after.deadline_at) == (None, end_of_day(day, ad.influencer_zone))
    assert after.influencer_acts_by == after.deadline_at


def test_new_posting_dates_move_the_deadline_of_approved_work() -> None:
    ad = make_ad("approved", now=NOW)
    day = NOW.date() + timedelta(days=30)
    accept(amend(ad, Side.SPONSOR, moved(ad, posting_date=day)))
    assert fresh(ad).deadline_at == end_of_day(day, ad.influencer_zone)
    # An approval leaves at least the time to repair, however near the new day is.
    accept(amend(ad, Side.SPONSOR, moved(ad, due_date=NOW.date(), posting_date=NOW.date())))
    assert fresh(ad).deadline_at == NOW + timedelta(hours=48)


@pytest.mark.parametrize("state", ["in_review", "changes_requested", "posted"])
def test_states_that_the_clock_alone_ends_keep_their_deadline(state: str) -> None:
    ad = make_ad(state, now=NOW)
    day = NOW.date() + timedelta(days=30)
    accept(amend(ad, Side.SPONSOR, moved(ad, due_date=day, posting_date=day)))
    assert fresh(ad).deadline_at == ad.deadline_at
    assert ad.deliverables.get().posting_date == day


def test_dates_that_stay_leave_a_deadline_alone_that_a_dispute_moved() -> None:
    ad = make_ad("active", now=NOW)
    actor = ad.user_of(Side.SPONSOR)
    actions.open_dispute(actor=actor, ad=ad, reason="other", text="Silence.", now=NOW)
    later = NOW + timedelta(days=4)
    actions.withdraw_dispute(actor=actor, ad=ad, now=later)
    shifted = ad.deadline_at + timedelta(days=4)
    accept(amend(ad, Side.SPONSOR, revision_rounds=3, now=later), now=later)
    assert fresh(ad).deadline_at == shifted


def test_dates_that_passed_while_the_proposal_waited_come_into_no_force() -> None:
    ad = make_ad("active", now=NOW)
    proposal = amend(ad, Side.SPONSOR, moved(ad, due_date=NOW.date()))
    with pytest.raises(Refused, match="has passed by now"):
        accept(proposal, now=NOW + timedelta(days=2))
    assert fresh(ad).deadline_at == ad.deadline_at


# --- Answering ----------------------------------------------------------------------------------


def test_each_side_closes_only_what_is_its_own_to_close() -> None:
    ad = make_ad("active", now=NOW)
    proposal = cancel(ad, Side.SPONSOR)
    sponsor, influencer = ad.user_of(Side.SPONSOR), ad.user_of(Side.INFLUENCER)
    for act in (actions.accept_proposal, actions.decline_proposal):
        with pytest.raises(Refused, match="who was asked"):
            act(actor=sponsor, proposal=proposal, now=NOW)
    with pytest.raises(Refused, match="who made it"):
        actions.withdraw_proposal(actor=influencer, proposal=proposal, now=NOW)


@pytest.mark.parametrize("close", [accept, decline, withdraw])
def test_a_closed_proposal_is_closed(close: Callable[..., Any]) -> None:
    ad = make_ad("active", now=NOW)
    proposal = amend(ad, Side.SPONSOR, revision_rounds=3)
    close(proposal)
    for again in (accept, decline, withdraw):
        with pytest.raises(Refused, match="not open any more"):
            again(proposal)


@pytest.mark.parametrize("close", [accept, decline, withdraw])
def test_after_its_deadline_a_proposal_only_lapses(close: Callable[..., Any]) -> None:
    ad = make_ad("active", now=NOW)
    proposal = cancel(ad, Side.SPONSOR)
    with pytest.raises(Refused, match="The time to answer is over"):
        close(proposal, now=proposal.deadline_at)
    actions.run_deadlines(now=proposal.deadline_at)
    proposal.refresh_from_db()
    assert (proposal.state, proposal.closed_by) == ("lapsed", None)
    assert (fresh(ad).state, fresh(ad).deadline_at) == (State.ACTIVE, ad.deadline_at)
    assert fresh(ad).sponsor_acts_by is None


def test_every_step_is_told_with_whose_turn_it_leaves() -> None:
    ad = make_ad("active", now=NOW)
    events = ad.events.count()
    proposal = cancel(ad, Side.INFLUENCER)
    asked = OutboxMail.objects.order_by("-pk").first()
    assert asked.to == ad.user_of(Side.SPONSOR).email
    assert "Your turn: answer the proposal" in asked.text
    decline(proposal)
    told = OutboxMail.objects.order_by("-pk").first()
    assert told.to == ad.user_of(Side.INFLUENCER).email
    assert "answer the proposal" not in told.text
    names = ad.events.order_by("pk").values_list("transition", flat=True)[events:]
    assert list(names) == ["propose_cancellation", "proposal_declined"]


# --- Constraints --------------------------------------------------------------------------------


def stored(ad: Ad, **fields: Any) -> Proposal:
    defaults: dict[str, Any] = {
        "ad": ad,
        "kind": "cancellation",
        "made_by": "sponsor",
        "actor": ad.user_of(Side.SPONSOR),
        "reason": "Enough.",
        "deadline_at": NOW,
        "price_minor": PRICE_MINOR,
        "kill_fee_minor": 0,
    }
    return Proposal.objects.create(**(defaults | fields))


@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("proposal_close_has_moment", {"state": "declined"}),
        ("proposal_close_has_moment", {"closed_at": NOW}),
        ("proposal_kill_fee_within_price", {"kill_fee_minor": PRICE_MINOR + 1}),
        ("proposal_holds_while_open", {"held_minor": 1}),
        ("proposal_amendment_hashed", {"terms": {}}),
        ("proposal_amendment_hashed", {"kind": "amendment"}),
        (
            "proposal_amendment_hashed",
            {"kind": "amendment", "terms": {}, "state": "accepted", "closed_at": NOW},
        ),
    ],
)
def test_the_database_holds_what_must_be_true_of_a_proposal(
    name: str, fields: dict[str, Any]
) -> None:
    ad = make_ad("active", now=NOW)
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        stored(ad, **fields)


def test_the_database_holds_one_open_proposal_per_ad() -> None:
    ad = make_ad("active", now=NOW)
    stored(ad)
    with pytest.raises(IntegrityError), transaction.atomic():
        stored(ad)
    stored(ad, state="lapsed", closed_at=NOW)


# --- Many at once -------------------------------------------------------------------------------


@pytest.mark.postgres_only
@pytest.mark.django_db(transaction=True)
def test_sixteen_proposals_at_once_leave_one_and_one_payment() -> None:
    ad = make_ad("active")
    fill_wallet(ad.user_of(Side.SPONSOR), 80_000)
    terms = terms_of(ad, price_minor=RAISED)
    call = {"actor": ad.user_of(Side.SPONSOR), "ad": ad, "reason": "More."}
    results = at_once([lambda: actions.propose_amendment(**call, terms=terms)] * 16)
    assert refused(results) == 15
    assert Proposal.objects.count() == 1
    assert money(ad) == (RAISED, 75_000, RAISED)


@pytest.mark.postgres_only
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("kind", ["cancellation", "amendment"])
def test_answers_at_once_leave_one_end(kind: str) -> None:
    ad = make_ad("active")
    sponsor, influencer = ad.user_of(Side.SPONSOR), ad.user_of(Side.INFLUENCER)
    fill_wallet(sponsor, 80_000)
    call: dict[str, Any] = {"actor": sponsor, "ad": ad, "reason": "It changed."}
    proposal = (
        actions.propose_cancellation(**call)
        if kind == "cancellation"
        else actions.propose_amendment(**call, terms=terms_of(ad, price_minor=RAISED))
    )
    calls: list[Callable[[], Any]] = [
        lambda: actions.accept_proposal(actor=influencer, proposal=proposal),
        lambda: actions.withdraw_proposal(actor=sponsor, proposal=proposal),
        lambda: actions.decline_proposal(actor=influencer, proposal=proposal),
        lambda: actions.propose_cancellation(actor=influencer, ad=ad, reason="Me too."),
    ]
    results = at_once(calls * 4)
    won = [r for r in results if isinstance(r, Proposal) and r.pk == proposal.pk]
    assert len(won) == 1
    proposal.refresh_from_db()
    assert proposal.state == won[0].state != "open"
    assert Proposal.objects.filter(ad=ad, state="open").count() <= 1
    words = {str(r) for r in results if isinstance(r, Refused)}
    assert all(w.endswith(".") for w in words)
