"""Amendments: which may be proposed, what a higher price holds, what acceptance changes."""

from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db.models import Q

from ads import turns
from ads.actions.drafting import check_amounts, check_rights
from ads.actions.escrow import agreed_price, commit, escrow_of, refund
from ads.actions.lapsing import close
from ads.actions.moves import check_fundable
from ads.actions.telling import record
from ads.deadlines import deadline_for, drafts_due, end_of_day, local_day
from ads.models import Ad, Deliverable, Proposal, Shipment
from ads.terms import OfferTerms, terms_digest
from ads.workflow import State
from marketplace.kernel.errors import Refused
from marketplace.ledger.actions import fund_escrow
from marketplace.ledger.debts import require_no_debt

if TYPE_CHECKING:
    from accounts.models import User


def hash_in_force(ad: Ad) -> str:
    """Return the hash of the last accepted amendment, or of the contract."""
    return ad.amendment.terms_hash if ad.amendment else ad.terms_hash


def check_amendment(ad: Ad, after: OfferTerms, now: datetime) -> None:
    """Raise Refused unless `after` changes something, can be kept, and leaves the pieces alone."""
    before = OfferTerms.from_frozen(ad.terms_in_force)
    check_amounts(after)
    check_rights(after)
    if not after.differs_from(before):
        raise Refused("These are the terms in force. Change something first.")
    pieces = [(item.platform, item.kind, item.quantity) for item in before.items]
    if pieces != [(item.platform, item.kind, item.quantity) for item in after.items]:
        raise Refused(
            "The pieces stay as they are. More work is another ad; less is a lower price."
        )
    if any(getattr(before, name) != getattr(after, name) for name in PRODUCT) and _is_sent(ad):
        raise Refused(
            "The product is on its way already, so what is said about it stays.",
            field="product_name",
        )
    if any(item.posting_date < item.due_date for item in after.items):
        raise Refused("A deliverable goes live before its draft is due.")
    if (new_days := _new_days(before, after)) and min(new_days) < local_day(ad, now):
        raise Refused("A new date lies in the past. Choose a later one.")
    if _are_late_by(ad, before, after, now):
        raise Refused("With these terms the drafts would be late already. Choose a later due date.")


# What a parcel that is on its way settles.
PRODUCT = ("product_name", "product_value_minor", "product_is_returned")


def _is_sent(ad: Ad) -> bool:
    on_its_way = Q(sent_at__isnull=False) | Q(received_at__isnull=False)
    return Shipment.objects.filter(on_its_way, ad=ad).exists()


def _new_days(before: OfferTerms, after: OfferTerms) -> list[date]:
    """Return the due and posting dates that `after` moves."""
    days = [
        ((old.due_date, new.due_date), (old.posting_date, new.posting_date))
        for old, new in zip(before.items, after.items, strict=True)
    ]
    return [new for pair in days for old, new in pair if new != old]


def _are_late_by(ad: Ad, before: OfferTerms, after: OfferTerms, now: datetime) -> bool:
    """Whether `after` makes drafts late that are not: with a product left out, or fewer days for
    it, what is due may lie in the past though no date was moved there."""
    if ad.state != State.ACTIVE or _drafts_due(before) == _drafts_due(after):
        return False
    shipment = None
    if after.product_name:
        shipment = Shipment.objects.filter(ad=ad).first() or Shipment(ad=ad)
    assert ad.deadline_at is not None  # active has a deadline, by the table
    return drafts_due(ad, shipment, now, terms=after) <= now < ad.deadline_at


def pay_difference(ad: Ad, proposal: Proposal, now: datetime) -> None:
    """Move what the new price adds into escrow, and hold it of the budget."""
    difference = proposal.price_minor - agreed_price(ad)
    if difference <= 0:
        return
    check_fundable(ad)
    require_no_debt(ad.campaign.sponsor.user)
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


def apply_amendment(ad: Ad, proposal: Proposal, actor: "User", now: datetime) -> None:
    """Bring an amendment into force, money and dates included."""
    assert proposal.terms is not None  # amendments have terms, by constraint
    before = OfferTerms.from_frozen(ad.terms_in_force)
    after = OfferTerms.from_frozen(proposal.terms)
    if any(day < local_day(ad, now) for day in _new_days(before, after)):
        raise Refused("One of its new dates has passed by now. Decline it and agree on later ones.")
    if _are_late_by(ad, before, after, now):
        raise Refused("By now the drafts would be late. Decline it and agree on a later due date.")
    if proposal.price_minor > agreed_price(ad) and not proposal.held_minor:
        pay_difference(ad, proposal, now)
    lowered = agreed_price(ad) - proposal.price_minor
    if lowered > 0:
        refund(ad, lowered, reference=f"proposal:{proposal.pk}:lower", now=now)
        commit(ad, ad.committed_minor - lowered)
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
    _move_dates(ad, after)
    _reset_deadline(ad, before, after, now)
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


def _reset_deadline(ad: Ad, before: OfferTerms, after: OfferTerms, now: datetime) -> None:
    """Let new dates decide where dates decide; what lies ahead is not overdue.

    Dates that stay leave the deadline alone: a dispute or a product may have moved it.
    """
    state = State(ad.state)
    if state is State.ACTIVE and _drafts_due(before) != _drafts_due(after):
        ad.deadline_at = deadline_for(ad, state, now)
    elif state is State.APPROVED and before.last_posting_date != after.last_posting_date:
        least = deadline_for(ad, state, ad.state_entered_at)
        assert least is not None  # approved has a deadline, by the table
        ad.deadline_at = max(least, end_of_day(after.last_posting_date, ad.influencer_zone))
    if ad.overdue_at and ad.deadline_at and ad.deadline_at > now:
        ad.overdue_at = None


def _drafts_due(terms: OfferTerms) -> tuple[date, str, int]:
    """Return what decides when the first drafts are due."""
    return terms.first_due_date, terms.product_name, terms.product_days
