"""The product that is sent along: where to, on its way, there, back again."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from ads import turns
from ads.actions.moves import check_party, lock_ad
from ads.actions.telling import record
from ads.deadlines import deadline_for
from ads.models import Ad, Shipment
from ads.workflow import FUNDED, Side, State
from marketplace.kernel.errors import Refused

if TYPE_CHECKING:
    from accounts.models import User


@contextmanager
def _parcel(ad: Ad, actor: "User", side: Side, now: datetime) -> Iterator[tuple[Ad, Shipment]]:
    """Lock ad and shipment for `side`, and afterwards write both, the dates they move and whom
    the ad asks."""
    with transaction.atomic():
        locked = lock_ad(ad.pk, lock_campaign=False)
        check_party(locked, actor)
        if locked.side_of(actor) is not side:
            raise Refused(f"Only the {side} can do this.")
        if not turns.has_product(locked):
            raise Refused("The terms name no product to be sent along.")
        if locked.state not in {State.ACCEPTED, *FUNDED}:
            raise Refused("This belongs to the time between acceptance and the end of the ad.")
        shipment, _ = Shipment.objects.select_for_update().get_or_create(ad=locked)
        yield locked, shipment
        shipment.save()
        if locked.state == State.ACTIVE:
            move_deadline(locked, now)
        turns.refresh(locked)
        locked.save()


def move_deadline(ad: Ad, now: datetime) -> None:
    """Let the product's way decide until when the drafts are due, unsaved."""
    deadline = deadline_for(ad, State.ACTIVE, now)
    assert deadline is not None  # active has a deadline, by the table
    ad.deadline_at = deadline
    if deadline > now:
        ad.overdue_at = None


def give_address(*, actor: "User", ad: Ad, address: str, now: datetime | None = None) -> Shipment:
    """Say, as the influencer, where to send the product. The sponsor reads it once the ad is
    funded. Raises Refused without an address, and once the product is on its way."""
    moment = now or timezone.now()
    with _parcel(ad, actor, Side.INFLUENCER, moment) as (locked, shipment):
        if not address.strip():
            raise Refused("Write the address as it goes on the parcel.", field="address")
        if shipment.sent_at is not None:
            raise Refused("The product is on its way already.")
        shipment.address = address.strip()
        record(locked, "address_given", source=State(locked.state), actor=actor, now=moment)
        return shipment


def mark_sent(
    *, actor: "User", ad: Ad, tracking: str = "", now: datetime | None = None
) -> Shipment:
    """Say, as the sponsor, that the product is on its way; the drafts are due so many days after
    its arrival. Raises Refused before funding, without an address, and the second time."""
    moment = now or timezone.now()
    with _parcel(ad, actor, Side.SPONSOR, moment) as (locked, shipment):
        if locked.state == State.ACCEPTED:
            raise Refused("Pay into escrow first; then you see the address.")
        if not shipment.address:
            raise Refused("The influencer has not said yet where to send it.")
        if shipment.sent_at is not None:
            raise Refused("You have marked it as sent already.")
        shipment.sent_at, shipment.tracking = moment, tracking.strip()
        reason = f"Tracking: {shipment.tracking}" if shipment.tracking else ""
        record(
            locked,
            "product_sent",
            source=State(locked.state),
            actor=actor,
            now=moment,
            reason=reason,
        )
        return shipment


def mark_received(*, actor: "User", ad: Ad, now: datetime | None = None) -> Shipment:
    """Say, as the influencer, that the product is there. Raises Refused the second time."""
    moment = now or timezone.now()
    with _parcel(ad, actor, Side.INFLUENCER, moment) as (locked, shipment):
        if shipment.received_at is not None:
            raise Refused("You have marked it as received already.")
        shipment.received_at = moment
        record(locked, "product_received", source=State(locked.state), actor=actor, now=moment)
        return shipment


def mark_returned(*, actor: "User", ad: Ad, now: datetime | None = None) -> Shipment:
    """Say, as the influencer, that the product is on its way back, where the terms ask for it.

    Raises Refused where it is to be kept, before it was received, and the second time.
    """
    moment = now or timezone.now()
    with _parcel(ad, actor, Side.INFLUENCER, moment) as (locked, shipment):
        if not locked.terms_in_force.get("product_is_returned"):
            raise Refused("The product is yours to keep.")
        if shipment.received_at is None:
            raise Refused("Mark the product as received first.")
        if shipment.returned_at is not None:
            raise Refused("You have marked it as returned already.")
        shipment.returned_at = moment
        record(locked, "product_returned", source=State(locked.state), actor=actor, now=moment)
        return shipment


def waits_for_product(ad: Ad) -> bool:
    """Whether the influencer cannot begin because the sponsor has not sent the product."""
    if ad.state != State.ACTIVE or not turns.has_product(ad):
        return False
    unsent = Shipment.objects.filter(ad=ad, sent_at=None, received_at=None).exclude(address="")
    return unsent.exists()


def postpone(*, ad: Ad, now: datetime) -> None:
    """Move the drafts' due date, because the product has not been sent; the ad's row is locked."""
    move_deadline(ad, now)
    turns.refresh(ad)
    ad.save()
    record(ad, "postpone", source=State(ad.state), actor=None, now=now)
