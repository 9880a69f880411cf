"""Proposals: a running ad is amended or cancelled only where the other side agrees."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from ads import turns
from ads.actions.drafting import check_amounts, check_rights
from ads.actions.escrow import agreed_price, commit, escrow_of, refund, share_out
from ads.actions.lapsing import close, drop_proposal
from ads.actions.moves import check_fundable, check_in_time, check_party, lock_ad, moving
from ads.actions.telling import record
from ads.deadlines import deadline_for
from ads.models import Ad, Deliverable, Proposal
from ads.terms import OfferTerms, amend, terms_digest
from ads.workflow import RUNNING, Side, State
from marketplace.kernel.errors import Refused
from marketplace.ledger.actions import fund_escrow

if TYPE_CHECKING:
    from accounts.models import User

GONE = "This proposal is not open any more."


@contextmanager
def _running(ad: Ad, actor: "User", now: datetime) -> Iterator[tuple[Ad, Side]]:
    """Lock campaign and ad, check that `actor` may propose or answer now, and afterwards write
    whom the ad asks for what."""
    with transaction.atomic():
        locked = lock_ad(ad.pk, lock_campaign=True)
        check_party(locked, actor)
        side = locked.side_of(actor)
        if side is None:
            raise Refused("Only the two parties make and answer proposals.")
        if locked.is_history or State(locked.state) not in RUNNING:
            raise Refused("Proposals are made while the work is paid for and on its way.")
        check_in_time(locked, now)
        yield locked, side
        # An accepted cancellation ends the ad through the workflow, which has written this.
        if State(locked.state) in RUNNING:
            turns.refresh(locked)
            locked.save()


def propose_cancellation(
    *, actor: "User", ad: Ad, reason: str, now: datetime | None = None
) -> Proposal:
    """Ask the other side to end the ad. The sponsor who asks owes the agreed kill fee, the
    influencer who asks gets nothing; the answer is due within settings.PROPOSAL_HOURS.

    Raises Refused where the work is not running, a proposal is open, or no reason is given.
    """
    moment = now or timezone.now()
    with _running(ad, actor, moment) as (locked, side):
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
    *, actor: "User", ad: Ad, terms: OfferTerms, reason: str, now: datetime | None = None
) -> Proposal:
    """Ask the other side to change the terms. The pieces stay the same in number and kind; their
    dates, the price and everything else may change.

    A sponsor that asks for a higher price pays the difference into escrow at once, and gets it
    back unless the proposal is accepted. Raises Refused as `propose_cancellation` does, for
    terms that cannot be kept or change nothing, and over budget; InsufficientFunds over the
    wallet.
    """
    moment = now or timezone.now()
    with _running(ad, actor, moment) as (locked, side):
        before = OfferTerms.from_frozen(locked.terms_in_force)
        _check_amendment(locked, before, terms, moment)
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
            _pay_difference(locked, proposal, moment)
        return proposal


def hash_in_force(ad: Ad) -> str:
    """Return the hash of the last accepted amendment, or of the contract."""
    return ad.amendment.terms_hash if ad.amendment else ad.terms_hash


def _check_amendment(ad: Ad, before: OfferTerms, after: OfferTerms, now: datetime) -> None:
    check_amounts(after)
    check_rights(after)
    if not after.differs_from(before):
        raise Refused("These are the terms in force. Change something first.")
    pieces = [(item.platform, item.kind, item.quantity) for item in before.items]
    if pieces != [(item.platform, item.kind, item.quantity) for item in after.items]:
        raise Refused(
            "The pieces stay as they are. More work is another ad; less is a lower price."
        )
    today = now.astimezone(ad.influencer.user.zone).date()
    for old, new in zip(before.items, after.items, strict=True):
        if new.posting_date < new.due_date:
            raise Refused("A deliverable goes live before its draft is due.")
        if (new.due_date != old.due_date and new.due_date < today) or (
            new.posting_date != old.posting_date and new.posting_date < today
        ):
            raise Refused("A new date lies in the past. Choose a later one.")


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


def _pay_difference(ad: Ad, proposal: Proposal, now: datetime) -> None:
    """Move what the new price adds into escrow, and hold it of the budget."""
    difference = proposal.price_minor - agreed_price(ad)
    if difference <= 0:
        return
    check_fundable(ad)
    commit(ad, ad.committed_minor + difference)
    fund_escrow(
        payer=ad.campaign.sponsor.user,
        escrow=escrow_of(ad),
        amount_minor=difference,
        reference=f"ad:{ad.pk}:proposal:{proposal.pk}:raise",
        now=now,
    )
    proposal.held_minor = difference
    proposal.save(update_fields=["held_minor"])


@contextmanager
def _open(
    proposal: Proposal, actor: "User", side_of: str, now: datetime
) -> Iterator[tuple[Ad, Proposal]]:
    """Lock an open proposal for the side that may close it ("answered_by" or "made_by")."""
    with _running(proposal.ad, actor, now) as (ad, side):
        locked = Proposal.objects.select_for_update().filter(pk=proposal.pk).first()
        if locked is None or not locked.is_open:
            raise Refused(GONE)
        if side != getattr(locked, side_of):
            asked = "who was asked can answer it" if side_of == "answered_by" else "who made it can"
            raise Refused(f"Only {asked}.")
        if now >= locked.deadline_at:
            raise Refused("The time to answer is over; the proposal lapses in a minute.")
        locked.ad = ad
        yield ad, locked


def accept_proposal(*, actor: "User", proposal: Proposal, now: datetime | None = None) -> Proposal:
    """Agree. An amendment is in force from now on and moves the difference in price; a
    cancellation ends the ad, the kill fee to the influencer and the rest to the sponsor.

    Raises Refused where it was closed meanwhile or is not the actor's to answer, over budget,
    and InsufficientFunds over the wallet.
    """
    moment = now or timezone.now()
    with _open(proposal, actor, "answered_by", moment) as (ad, locked):
        if locked.kind == Proposal.Kind.CANCELLATION:
            close(locked, state=Proposal.State.ACCEPTED, actor=actor, now=moment)
            _cancel_agreed(ad, locked, moment)
        else:
            _apply(ad, locked, actor, moment)
        return locked


def _cancel_agreed(ad: Ad, proposal: Proposal, now: datetime) -> None:
    with moving("cancel_agreed", actor=None, ad=ad, now=now) as move:
        share_out(move.ad, proposal.kill_fee_minor, now=now)
        move.reason = proposal.reason
        move.data = {"proposal": proposal.pk, "amount_minor": proposal.kill_fee_minor}
    ad.state = move.ad.state


def _apply(ad: Ad, proposal: Proposal, actor: "User", now: datetime) -> None:
    """Bring an amendment into force, money and dates included."""
    if proposal.price_minor > agreed_price(ad) and not proposal.held_minor:
        _pay_difference(ad, proposal, now)
    lowered = agreed_price(ad) - proposal.price_minor
    if lowered > 0:
        refund(ad, lowered, reference=f"proposal:{proposal.pk}:lower", now=now)
        commit(ad, ad.committed_minor - lowered)
    assert proposal.terms is not None  # amendments have terms, by constraint
    proposal.terms |= {
        "proposal": proposal.pk,
        "proposed_by": proposal.made_by,
        "proposed_at": proposal.created_at.isoformat(),
        "accepted_at": now.isoformat(),
    }
    proposal.terms_hash = terms_digest(proposal.terms)
    close(proposal, state=Proposal.State.ACCEPTED, actor=actor, now=now)
    ad.amendment = proposal
    ad.price_minor, ad.kill_fee_minor = proposal.price_minor, proposal.kill_fee_minor
    _move_dates(ad, OfferTerms.from_frozen(proposal.terms))
    _reset_deadline(ad, now)
    turns.refresh(ad)
    ad.save()
    data = {"proposal": proposal.pk, "terms_hash": proposal.terms_hash}
    record(ad, "amend", source=State(ad.state), actor=actor, now=now, data=data)


def _move_dates(ad: Ad, terms: OfferTerms) -> None:
    names = ("due_date", "posting_date", "live_days")
    deliverables = list(ad.deliverables.order_by("position"))
    for deliverable, item in zip(deliverables, terms.items, strict=True):
        for name in names:
            setattr(deliverable, name, getattr(item, name))
    Deliverable.objects.bulk_update(deliverables, names)


def _reset_deadline(ad: Ad, now: datetime) -> None:
    """Let the dates in force decide again where dates decide; what lies ahead is not overdue."""
    state = State(ad.state)
    if state not in (State.ACTIVE, State.APPROVED) or ad.live_rejections:
        return
    ad.deadline_at = deadline_for(ad, state, ad.state_entered_at)
    if ad.deadline_at is not None and ad.deadline_at > now:
        ad.overdue_at = None


def decline_proposal(*, actor: "User", proposal: Proposal, now: datetime | None = None) -> Proposal:
    """Say no; nothing changes, and what was paid on top returns. Raises Refused as accepting."""
    moment = now or timezone.now()
    with _open(proposal, actor, "answered_by", moment) as (ad, locked):
        drop_proposal(
            ad=ad, proposal=locked, state=Proposal.State.DECLINED, actor=actor, now=moment
        )
        return locked


def withdraw_proposal(
    *, actor: "User", proposal: Proposal, now: datetime | None = None
) -> Proposal:
    """Take one's own proposal back. Raises Refused as accepting does."""
    moment = now or timezone.now()
    with _open(proposal, actor, "made_by", moment) as (ad, locked):
        drop_proposal(
            ad=ad, proposal=locked, state=Proposal.State.WITHDRAWN, actor=actor, now=moment
        )
        return locked


def lapse_due_proposals(*, now: datetime) -> int:
    """Let the proposals nobody answered in time lapse; returns how many. Safe to run twice."""
    due = Proposal.objects.filter(state=Proposal.State.OPEN, deadline_at__lte=now)
    lapsed = 0
    for pk, ad_id in list(due.values_list("pk", "ad_id")):
        with transaction.atomic():
            ad = lock_ad(ad_id, lock_campaign=True)
            proposal = due.select_for_update().filter(pk=pk).first()
            if proposal is None:
                continue
            drop_proposal(
                ad=ad, proposal=proposal, state=Proposal.State.LAPSED, actor=None, now=now
            )
            turns.refresh(ad)
            ad.save(update_fields=["sponsor_acts_by", "influencer_acts_by"])
            lapsed += 1
    return lapsed


__all__ = [
    "accept_proposal",
    "decline_proposal",
    "kill_fee_owed",
    "lapse_due_proposals",
    "propose_amendment",
    "propose_cancellation",
    "withdraw_proposal",
]
