"""Proposals: a running ad is amended or cancelled only where the other side agrees."""

from ads.actions.proposals.amending import hash_in_force
from ads.actions.proposals.answering import (
    accept_proposal,
    decline_proposal,
    lapse_due_proposals,
    withdraw_proposal,
)
from ads.actions.proposals.making import kill_fee_owed, propose_amendment, propose_cancellation

__all__ = [
    "accept_proposal",
    "decline_proposal",
    "hash_in_force",
    "kill_fee_owed",
    "lapse_due_proposals",
    "propose_amendment",
    "propose_cancellation",
    "withdraw_proposal",
]
