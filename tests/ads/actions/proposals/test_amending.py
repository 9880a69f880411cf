"""What an accepted amendment changes."""

from datetime import timedelta
from typing import Any

import pytest

from ads import actions
from ads.deadlines import end_of_day
from ads.models import Proposal
from ads.terms import terms_digest
from ads.workflow import Side, State
from marketplace.kernel.errors import Refused
from tests.ads.actions.proposals.proposing import (
    NOW,
    accept,
    amend,
    fresh,
    moved,
)
from tests.factories.ads import make_ad, make_terms

pytestmark = pytest.mark.django_db


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


@pytest.mark.parametrize("change", [{"product_days": 1}, {"product_name": ""}])
def test_terms_by_which_the_drafts_would_be_late_are_refused(change: dict[str, Any]) -> None:
    terms = make_terms(now=NOW, product_name="Shoes", product_days=30)
    ad = make_ad("active", now=NOW, terms=terms)
    actions.give_address(actor=ad.user_of(Side.INFLUENCER), ad=ad, address="Elm Road 1", now=NOW)
    in_time, too_late = NOW + timedelta(days=9), NOW + timedelta(days=15)
    if "product_days" in change:  # what is said about a parcel on its way stays, but for its days
        actions.mark_sent(actor=ad.user_of(Side.SPONSOR), ad=ad, now=NOW)
        actions.mark_received(actor=ad.user_of(Side.INFLUENCER), ad=ad, now=NOW)
    with pytest.raises(Refused, match="late already"):
        amend(ad, Side.SPONSOR, **change, now=too_late)
    proposal = amend(ad, Side.SPONSOR, **change, now=in_time)
    with pytest.raises(Refused, match="By now the drafts would be late"):
        accept(proposal, now=NOW + timedelta(days=11))
    accept(proposal, now=in_time)
    assert fresh(ad).deadline_at == end_of_day(terms.first_due_date, ad.influencer_zone)
