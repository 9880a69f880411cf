"""Making a proposal: to cancel, or to change the terms."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils import timezone

from ads import turns
from ads.actions.escrow import agreed_price
from ads.actions.proposals.amending import check_amendment, hash_in_force, pay_difference
from ads.actions.proposals.doors import running
from ads.actions.telling import record
from ads.models import Ad, Proposal
from ads.terms import OfferTerms, amend
from ads.workflow import Side, State
from marketplace.kernel.errors import Refused

if TYPE_CHECKING:
    from accounts.models import User


def propose_cancellation(
    *, actor: "User", ad: Ad, reason: str, now: datetime | None = None
) -> Proposal:
    """Ask the other side to end the ad. The sponsor who asks owes the agreed kill fee, the
    influencer who asks gets nothing; the answer is due within settings.PROPOSAL_HOURS.

    Raises Refused where the work is not running, a proposal is open, or no reason is given.
    """
    moment = now or timezone.now()
    with running(ad, actor, moment) as (locked, side):
        return _propose(
            Proposal(
                ad=locked,
                kind=Proposal.Kind.CANCELLATION,
                made_by=side,
                actor=actor,
                reason=_reason(reason),
                price_minor=agreed_price(locked),
                kill_fee_minor=kill_fee_owed(locked, side),
            ),
            now=moment,
        )


def kill_fee_owed(ad: Ad, proposer: Side) -> int:
    """Return what a cancellation that `proposer` asks for costs the sponsor, in minor units."""
    return (ad.kill_fee_minor or 0) if proposer is Side.SPONSOR else 0


def propose_amendment(
    *,
    actor: "User",
    ad: Ad,
    terms: OfferTerms,
    reason: str,
    amends: str | None = None,
    now: datetime | None = None,
) -> Proposal:
    """Ask the other side to change the terms. The pieces stay the same in number and kind; their
    dates, the price and everything else may change. `amends` is the hash of the terms that the
    actor saw, where that matters.

    A sponsor that asks for a higher price pays the difference into escrow at once, and gets it
    back unless the proposal is accepted. Raises Refused as `propose_cancellation` does, for
    terms that cannot be kept or change nothing, and over budget; InsufficientFunds over the
    wallet.
    """
    moment = now or timezone.now()
    with running(ad, actor, moment) as (locked, side):
        if amends is not None and amends != hash_in_force(locked):
            raise Refused("The terms changed while you looked at them. Read the new ones first.")
        check_amendment(locked, terms, moment)
        proposal = Proposal(
            ad=locked,
            kind=Proposal.Kind.AMENDMENT,
            made_by=side,
            actor=actor,
            reason=_reason(reason),
            price_minor=terms.price_minor,
            kill_fee_minor=terms.kill_fee_minor,
            terms=amend(locked.terms_in_force, terms, amends=hash_in_force(locked)),
        )
        _propose(proposal, now=moment)
        if side is Side.SPONSOR:
            pay_difference(locked, proposal, moment)
        return proposal


def _reason(reason: str) -> str:
    if not reason.strip():
        raise Refused("Say why, so that the other side can judge.", field="reason")
    return reason.strip()


def _propose(proposal: Proposal, *, now: datetime) -> Proposal:
    ad = proposal.ad
    if ad.proposals.filter(state=Proposal.State.OPEN).exists():
        raise Refused("A proposal is open already. It has to be answered or withdrawn first.")
    proposal.created_at = now
    proposal.deadline_at = now + timedelta(hours=settings.PROPOSAL_HOURS)
    proposal.save()
    turns.refresh(ad)
    name = f"propose_{proposal.kind}"
    data = {"proposal": proposal.pk}
    record(
        ad,
        name,
        source=State(ad.state),
        actor=proposal.actor,
        now=now,
        reason=proposal.reason,
        data=data,
    )
    return proposal
