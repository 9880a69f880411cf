"""The product sent along, as one side sees it: how far it has come, and what comes next."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings

from ads.deadlines import drafts_due, last_day
from ads.forms.product import AddressForm, SentForm, StepForm
from ads.models import Shipment
from ads.room.reader import Reader
from ads.turns import has_product
from ads.workflow import State
from marketplace.kernel.counting import counted
from marketplace.kernel.money import format_money

FORMS: dict[str, type[StepForm]] = {
    "address": AddressForm,
    "sent": SentForm,
    "received": StepForm,
    "returned": StepForm,
}
BUTTONS = {
    "address": "Save address",
    "sent": "Mark as sent",
    "received": "Mark as received",
    "returned": "Mark as sent back",
}


@dataclass(frozen=True, slots=True)
class ProductBox:
    """The product's panel. `step` is what the reader can do now, or nothing."""

    name: str
    about: str
    tracking: str
    marks: tuple[tuple[str, datetime], ...]
    step: str
    address: str
    hint: str
    then: str
    is_asked: bool
    form: StepForm | None

    @property
    def button(self) -> str:
        """What the step's button says."""
        return BUTTONS[self.step]


def product_box(reader: Reader) -> ProductBox | None:
    """Return the panel from acceptance on; None where nothing is sent along, without a query."""
    ad = reader.ad
    if ad.accepted_at is None or ad.is_history or not has_product(ad):
        return None
    shipment = Shipment.objects.filter(ad=ad).first() or Shipment(ad=ad)
    step = next_step(reader, shipment)
    return ProductBox(
        name=ad.terms_in_force["product_name"],
        about=_about(reader),
        tracking=shipment.tracking,
        marks=_marks(shipment),
        step=step,
        address=_address(reader, shipment),
        hint=_hint(reader, shipment),
        then=_then(reader, step),
        is_asked=_is_asked(reader, shipment, step),
        form=FORMS[step](initial={"step": step, "address": shipment.address}) if step else None,
    )


def _is_asked(reader: Reader, shipment: Shipment, step: str) -> bool:
    """Whether somebody waits for the step: the parcel, or the address it cannot go without."""
    if step == "sent":
        return reader.state is State.ACTIVE
    return step == "address" and not shipment.address


def next_step(reader: Reader, shipment: Shipment) -> str:
    """Return the step that the reader can take now, or nothing."""
    is_there = shipment.received_at is not None
    is_under_way = shipment.sent_at is not None or is_there
    is_open = not reader.ad.is_over
    if reader.is_sponsor:
        may_send = is_open and reader.ad.funded_at and shipment.address and not is_under_way
        return "sent" if may_send else ""
    if is_open and not is_under_way:
        return "address"
    if shipment.sent_at is not None and not is_there:
        return "received"
    goes_back = reader.ad.terms_in_force.get("product_is_returned")
    return "returned" if goes_back and is_there and shipment.returned_at is None else ""


def _address(reader: Reader, shipment: Shipment) -> str:
    """Return the address to whom it belongs, and to the sponsor once the price is in escrow."""
    if reader.is_sponsor and (reader.ad.funded_at is None or reader.ad.is_over):
        return ""
    return shipment.address


def _about(reader: Reader) -> str:
    terms = reader.ad.terms_in_force
    parts = []
    if value := terms.get("product_value_minor"):
        parts.append(f"Worth {format_money(value)}")
    keeper = reader.influencer_name if reader.is_sponsor else "you"
    is_returned = terms.get("product_is_returned")
    parts.append("it goes back afterwards" if is_returned else f"{keeper} may keep it")
    about = ", ".join(parts)
    return about[0].upper() + about[1:]


def _marks(shipment: Shipment) -> tuple[tuple[str, datetime], ...]:
    """Return what has happened to it, first to last."""
    marks = (
        ("Sent", shipment.sent_at),
        ("Received", shipment.received_at),
        ("Sent back", shipment.returned_at),
    )
    return tuple((word, moment) for word, moment in marks if moment is not None)


def _hint(reader: Reader, shipment: Shipment) -> str:
    """Say who reads the address when, or why it is not there."""
    if reader.ad.is_over or shipment.sent_at or shipment.received_at:
        return ""
    if not reader.is_sponsor:
        if reader.ad.funded_at is None:
            return reader.say("{sponsor} sees your address once {price} is in escrow.")
        return reader.say("{sponsor} sees your address until the ad ends.")
    if not shipment.address:
        return reader.say("{influencer} has not said yet where to send it.")
    if reader.ad.funded_at is None:
        return reader.say("You see the address once you have paid {price} into escrow.")
    return ""


def _then(reader: Reader, step: str) -> str:
    """Say which dates the step moves, before it is taken."""
    if step not in {"address", "sent", "received"}:
        return ""
    if reader.state not in {State.ACCEPTED, State.ACTIVE}:
        return "It moves no dates any more."
    if step == "received":
        due = due_day(reader, Shipment(received_at=reader.now))
        return f"With it the drafts are due by {due}."
    due = due_day(reader, Shipment(sent_at=reader.now))
    transit = counted(settings.PRODUCT_TRANSIT_DAYS, "day")
    if step == "address":
        return reader.say(f"If {{sponsor}} sends it today, the drafts are due by {due}.")
    return reader.say(
        f"It counts as arrived after {transit}, or when {{influencer}} confirms it. Sent today, "
        f"the drafts are due by {due}. While you do not send it, they are due later and later."
    )


def due_day(reader: Reader, shipment: Shipment) -> str:
    """Return the last day for the drafts, in the influencer's zone, were this the shipment."""
    due = drafts_due(reader.ad, shipment, reader.now)
    return f"{last_day(reader.ad, due):%A %-d %B %Y}"
