"""Whom an ad asks for something, and until when: its state, an open proposal, a dispute, a parcel.

Stored on the ad, so that lists, counters and mails sort by it without knowing these rules.
"""

from datetime import datetime

from ads.models import Ad, Dispute, Proposal, Shipment
from ads.workflow import RUNNING, TURN, Side, State


def refresh(ad: Ad) -> None:
    """Work out both sides' `acts_by`, unsaved. The caller holds the ad's lock and saves."""
    asked = asks(ad)
    ad.sponsor_acts_by = asked.get(Side.SPONSOR)
    ad.influencer_acts_by = asked.get(Side.INFLUENCER)


def asks(ad: Ad) -> dict[Side, datetime]:
    """Return each side that is asked for something with the soonest moment it has until.

    Costs no query before the ad is funded and after its end, up to two while it runs.
    """
    state = State(ad.state)
    found: list[tuple[Side, datetime]] = []
    if ad.deadline_at is None or ad.is_history:
        return {}
    if state in TURN:
        found.append((TURN[state], ad.deadline_at))
    if state in RUNNING:
        found += _proposal(ad)
    if waits_for_product(ad):
        found.append((Side.SPONSOR, ad.deadline_at))
    if state is State.DISPUTED:
        found += _dispute(ad)
    return {side: min(until for s, until in found if s is side) for side, _ in found}


def has_product(ad: Ad) -> bool:
    """Whether the sponsor sends something along."""
    return bool(ad.terms_in_force.get("product_name"))


def _proposal(ad: Ad) -> list[tuple[Side, datetime]]:
    proposals = Proposal.objects.filter(ad=ad, state=Proposal.State.OPEN)
    return [(proposal.answered_by, proposal.deadline_at) for proposal in proposals]


def waits_for_product(ad: Ad) -> bool:
    """Whether the sponsor knows where to send the product and has not sent it, so that the
    influencer cannot begin."""
    if ad.state != State.ACTIVE or not has_product(ad):
        return False
    unsent = Shipment.objects.filter(ad=ad, sent_at=None, received_at=None).exclude(address="")
    return unsent.exists()


def _dispute(ad: Ad) -> list[tuple[Side, datetime]]:
    """Ask each side that has not said yet how it sees things."""
    dispute = Dispute.objects.filter(ad=ad, state=Dispute.State.OPEN).first()
    assert ad.deadline_at is not None  # the caller has looked
    return [
        (side, ad.deadline_at) for side in Side if dispute is not None and dispute.waits_for(side)
    ]
