"""The end of a proposal that changes nothing: what it held goes back."""

from datetime import datetime
from typing import TYPE_CHECKING

from ads import turns
from ads.actions.escrow import commit, lock_money, refund
from ads.actions.telling import record
from ads.models import Ad, Proposal
from ads.workflow import State

if TYPE_CHECKING:
    from accounts.models import User

# How a proposal ends without effect, and the event that tells it.
EVENTS = {
    Proposal.State.DECLINED: "proposal_declined",
    Proposal.State.WITHDRAWN: "proposal_withdrawn",
    Proposal.State.LAPSED: "proposal_lapsed",
}


def drop_proposal(
    *, ad: Ad, proposal: Proposal, state: Proposal.State, actor: "User | None", now: datetime
) -> None:
    """Close an open proposal without effect, in the caller's transaction with the ad locked.

    What the sponsor had paid on top returns to the wallet, and the budget's part is free again.
    """
    if proposal.held_minor:
        refund(ad, proposal.held_minor, reference=f"proposal:{proposal.pk}:return", now=now)
        commit(ad, ad.committed_minor - proposal.held_minor)
        ad.save(update_fields=["committed_minor"])
    close(proposal, state=state, actor=actor, now=now)
    # Before anybody is told whose turn it is; the caller saves.
    turns.refresh(ad)
    record(ad, EVENTS[state], source=State(ad.state), actor=actor, now=now)


def close(
    proposal: Proposal, *, state: Proposal.State, actor: "User | None", now: datetime
) -> None:
    """Write how a proposal ended. What it held has been moved before."""
    proposal.state = state
    proposal.held_minor = 0
    proposal.closed_at = now
    proposal.closed_by = actor
    proposal.save()


def lapse_open_proposal(*, ad: Ad, now: datetime) -> None:
    """Let what is still open lapse, as the ad leaves the states in which it can be answered.

    What was held goes back before the move's own money, so all of it is locked here.
    """
    proposal = ad.proposals.filter(state=Proposal.State.OPEN).first()
    if proposal is not None:
        if proposal.held_minor:
            lock_money(ad)
        drop_proposal(ad=ad, proposal=proposal, state=Proposal.State.LAPSED, actor=None, now=now)
