"""The product that is sent along: where to, on its way, there, back again."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from ads import turns
from ads.actions.moves import check_party, lock_ad
from ads.actions.telling import record
from ads.deadlines import deadline_for, last_day
from ads.models import Ad, Dispute, Shipment
from ads.workflow import FUNDED, Side, State
from marketplace.kernel.errors import Refused

if TYPE_CHECKING:
    from accounts.models import User


@dataclass
class _Step:
    """One step of the product under way; the action changes `shipment` and may add a reason."""

    ad: Ad
    shipment: Shipment
    reason: str = ""


@contextmanager
def _step(
    name: str, *, ad: Ad, actor: "User", by: Side, now: datetime, may_be_over: bool = False
) -> Iterator[_Step]:
    """Lock ad and shipment for `by`; afterwards write both, the dates they move and whom the ad
    asks, and tell the other side. A parcel may still arrive or go back after the ad's end."""
    with transaction.atomic():
        locked = lock_ad(ad.pk, lock_campaign=False)
        check_party(locked, actor)
        if locked.side_of(actor) is not by:
            raise Refused(f"Only the {by} can do this.")
        if not turns.has_product(locked):
            raise Refused("The terms name no product to be sent along.")
        is_afterwards = may_be_over and locked.is_over and locked.funded_at is not None
        if locked.state not in {State.ACCEPTED, *FUNDED} and not is_afterwards:
            raise Refused("This belongs to the time between acceptance and the end of the ad.")
        shipment, _ = Shipment.objects.select_for_update().get_or_create(ad=locked)
        step = _Step(locked, shipment)
        yield step
        shipment.save()
        before = locked.deadline_at
        if locked.state == State.ACTIVE:
            _move_dates(locked, shipment, now)
        turns.refresh(locked)
        locked.save()
        moved = _due_words(locked) if locked.deadline_at != before else ""
        reason = " ".join(part for part in (step.reason, moved) if part)
        record(locked, name, source=State(locked.state), actor=actor, now=now, reason=reason)


def _move_dates(ad: Ad, shipment: Shipment, now: datetime) -> None:
    """Let the product's way decide until when the drafts are due; sending it back does not, and an
    address alone does not undo that the work is late."""
    is_under_way = shipment.sent_at is not None or shipment.received_at is not None
    if shipment.returned_at is None and (is_under_way or not ad.is_overdue):
        move_deadline(ad, now)


def _due_words(ad: Ad) -> str:
    """Say until which day in the influencer's zone the drafts are due by now."""
    assert ad.deadline_at is not None  # an ad whose dates move has one
    return f"The drafts are due by {last_day(ad, ad.deadline_at):%A %-d %B %Y}."


def move_deadline(ad: Ad, now: datetime) -> None:
    """Let the product's way decide until when the drafts are due, unsaved."""
    deadline = deadline_for(ad, State.ACTIVE, now)
    assert deadline is not None  # active has a deadline, by the table
    assert ad.deadline_at is not None
    if Dispute.objects.filter(ad=ad).exists():
        # The time that a dispute took was given back and is not taken again.
        deadline = max(deadline, ad.deadline_at)
    ad.deadline_at = deadline
    if deadline > now:
        ad.overdue_at = None


def give_address(*, actor: "User", ad: Ad, address: str, now: datetime | None = None) -> Shipment:
    """Say, as the influencer, where to send the product. The sponsor reads it once the ad is
    funded. Raises Refused without an address, for the same again, and once the product is on
    its way."""
    moment = now or timezone.now()
    with _step("address_given", ad=ad, actor=actor, by=Side.INFLUENCER, now=moment) as step:
        if not address.strip():
            raise Refused("Write the address as it goes on the parcel.", field="address")
        if step.shipment.sent_at is not None or step.shipment.received_at is not None:
            raise Refused("The product is on its way already.")
        if step.shipment.address == address.strip():
            raise Refused("This address is on the ad already.", field="address")
        step.shipment.address = address.strip()
    return step.shipment


def mark_sent(
    *, actor: "User", ad: Ad, tracking: str = "", now: datetime | None = None
) -> Shipment:
    """Say, as the sponsor, that the product is on its way; the drafts are due so many days after
    its arrival. Raises Refused before funding, without an address, and the second time."""
    moment = now or timezone.now()
    with _step("product_sent", ad=ad, actor=actor, by=Side.SPONSOR, now=moment) as step:
        shipment = step.shipment
        if step.ad.state == State.ACCEPTED:
            raise Refused("Pay into escrow first; then you see the address.")
        if shipment.sent_at is not None:
            raise Refused("You have marked it as sent already.")
        if shipment.received_at is not None:
            raise Refused("The product has arrived already.")
        if not shipment.address:
            raise Refused("The influencer has not said yet where to send it.")
        shipment.sent_at, shipment.tracking = moment, tracking.strip()
        step.reason = f"Tracking: {shipment.tracking}." if shipment.tracking else ""
    return shipment


def mark_received(*, actor: "User", ad: Ad, now: datetime | None = None) -> Shipment:
    """Say, as the influencer, that the product is there. Raises Refused the second time, and after
    the ad's end for what was never sent."""
    moment = now or timezone.now()
    with _step(
        "product_received", ad=ad, actor=actor, by=Side.INFLUENCER, now=moment, may_be_over=True
    ) as step:
        if step.shipment.received_at is not None:
            raise Refused("You have marked it as received already.")
        if step.ad.is_over and step.shipment.sent_at is None:
            raise Refused("The product was never sent.")
        step.shipment.received_at = moment
    return step.shipment


def mark_returned(*, actor: "User", ad: Ad, now: datetime | None = None) -> Shipment:
    """Say, as the influencer, that the product is on its way back, where the terms ask for it;
    that may be after the ad's end.

    Raises Refused where it is to be kept, before it was received, and the second time.
    """
    moment = now or timezone.now()
    with _step(
        "product_returned", ad=ad, actor=actor, by=Side.INFLUENCER, now=moment, may_be_over=True
    ) as step:
        if not step.ad.terms_in_force.get("product_is_returned"):
            raise Refused("The product is yours to keep.")
        if step.shipment.received_at is None:
            raise Refused("Mark the product as received first.")
        if step.shipment.returned_at is not None:
            raise Refused("You have marked it as returned already.")
        step.shipment.returned_at = moment
    return step.shipment


def postpone(*, ad: Ad, now: datetime) -> None:
    """Move the drafts' due date, because the product has not been sent; the ad's row is locked."""
    move_deadline(ad, now)
    turns.refresh(ad)
    ad.save()
    record(ad, "postpone", source=State(ad.state), actor=None, now=now, reason=_due_words(ad))
