"""Who closes a proposal, how often, and what the database holds."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from ads import actions
from ads.models import Ad, Proposal
from ads.workflow import Side, State
from marketplace.kernel.errors import Refused
from marketplace.kernel.models import OutboxMail
from tests.ads.actions.proposals.proposing import (
    NOW,
    accept,
    amend,
    cancel,
    decline,
    fresh,
    withdraw,
)
from tests.factories.ads import PRICE_MINOR, make_ad

pytestmark = pytest.mark.django_db


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
