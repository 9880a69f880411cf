"""What may be proposed, by whom and when."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from ads import actions
from ads.actions.proposals import hash_in_force
from ads.deadlines import end_of_day
from ads.models import Proposal
from ads.workflow import Side
from marketplace.kernel.errors import Refused
from tests.ads.actions.proposals.proposing import (
    HOURS,
    NOW,
    RAISED,
    RUNNING,
    accept,
    amend,
    cancel,
    fresh,
    moved,
    terms_of,
    withdraw,
)
from tests.factories.accounts import make_influencer, make_moderator, make_sponsor, make_user
from tests.factories.ads import PRICE_MINOR, make_ad, make_terms

pytestmark = pytest.mark.django_db


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
