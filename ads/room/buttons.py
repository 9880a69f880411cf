"""The buttons a reader is offered, with their amounts. The workflow decides which exist."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.http import urlencode

from ads.room.reader import Reader
from ads.workflow import State, transitions_from
from marketplace.kernel.counting import counted
from marketplace.kernel.money import format_money
from marketplace.ledger.limits import nearest_deposit_minor


@dataclass(frozen=True, slots=True)
class Button:
    """One thing a reader can do."""

    name: str
    label: str
    url: str
    kind: str = "secondary"  # "primary", "secondary", "danger" or "quiet"
    # Leads to a page of its own: a form to fill in, or a loss to confirm. Others post at once.
    opens_page: bool = False
    # The offer the page shows; an answer to another one is refused.
    answering: int | None = None


# What moves the ad on. At most one is offered at a time.
PRIMARY = frozenset({"send", "accept", "fund", "submit", "approve", "post_live", "complete"})
DANGER = frozenset({"decline", "withdraw", "cancel", "cancel_overdue", "delete"})
# A way out that is always there and that nobody should be led to.
QUIET = frozenset({"dispute"})
# Ask for words first, or for a second look at what is lost.
OPENS_PAGE = (
    DANGER
    | QUIET
    | {"counter", "submit", "request_changes", "post_live", "reject_live", "edit"}
    | {"withdraw_dispute"}
)
ANSWERS = frozenset({"accept"})


def button_label(reader: Reader, name: str) -> str:
    """Return what the button for `name` says to the reader."""
    labels = _LABELS | _SPONSOR_LABELS if reader.is_sponsor else _LABELS
    return reader.say(labels[name])


def buttons_for(reader: Reader) -> list[Button]:
    """Return what the reader may do now: what takes back first, what moves on last."""
    if reader.ad.is_history:
        return []
    names = [
        transition.name
        for transition in transitions_from(reader.state, reader.mover)
        if not (transition.is_blockable and reader.block)
        and not why_closed(reader, transition.name)
    ]
    if reader.state is State.DRAFT and reader.is_sponsor:
        names += ["edit", "delete"]
    found = [_button(reader, name) for name in names]
    if reader.ad.is_disputed and reader.has_turn:
        found.append(Button("statement", "Write your statement", "#dispute", opens_page=True))
    if reader.missing_minor:
        others = [button for button in found if button.name != "fund"]
        found = [*others, deposit_button(reader, reader.missing_minor)]
    order = {"quiet": 0, "danger": 1, "secondary": 2, "primary": 3}
    return sorted(found, key=lambda button: order[button.kind])


def why_closed(reader: Reader, name: str) -> str:
    """Return why a transition that the workflow allows here is not open yet or any more."""
    match name:
        case "request_changes" if not reader.rounds_left:
            return f"All {counted(reader.rounds, 'round')} of changes are used."
        case "reject_live" if reader.ad.live_rejections:
            return "The live links were sent back once already, which is the limit."
        case "cancel_overdue" if not reader.may_cancel_overdue:
            return "You can cancel this only after the work has been overdue for a while."
        case "withdraw_dispute" if not reader.opened_dispute:
            return "Only who opened the dispute can withdraw it."
    return ""


def _button(reader: Reader, name: str) -> Button:
    offer = reader.ad.current_offer
    return Button(
        name=name,
        label=button_label(reader, name),
        url=reverse(f"ads:{name}", args=[reader.ad.pk]),
        kind=_kind(name),
        opens_page=name in OPENS_PAGE,
        answering=offer.number if offer and name in ANSWERS else None,
    )


def _kind(name: str) -> str:
    kinds = {"primary": PRIMARY, "danger": DANGER, "quiet": QUIET}
    return next((kind for kind, names in kinds.items() if name in names), "secondary")


def deposit_url(reader: Reader, missing_minor: int) -> str:
    """Return the deposit page with the amount filled in; it leads back to the room."""
    query: dict[str, str | int] = {
        "amount_minor": missing_minor,
        "next": reader.ad.get_absolute_url(),
    }
    return f"{reverse('ledger:deposit')}?{urlencode(query)}"


def deposit_button(reader: Reader, missing_minor: int, *, kind: str = "primary") -> Button:
    """Lead to the deposit that covers what the wallet lacks; the least one may be more."""
    return Button(
        name="deposit",
        label=f"Deposit {format_money(nearest_deposit_minor(missing_minor))}",
        url=deposit_url(reader, missing_minor),
        kind=kind,
        opens_page=True,
    )


_LABELS = {
    "send": "Send offer of {price}",
    "edit": "Edit draft",
    "delete": "Delete draft",
    "counter": "Make a counter-offer",
    "accept": "Accept {price} ({net} for you)",
    "decline": "Decline",
    "withdraw": "Withdraw offer",
    "fund": "Pay {price} into escrow",
    "submit": "Hand in {due_drafts}",
    "request_changes": "Ask for changes",
    "approve": "Approve {all_drafts}",
    "post_live": "Send {links}",
    "reject_live": "Send links back",
    "complete": "Release {price} ({net} to {influencer})",
    "cancel": "Cancel ad",
    "cancel_overdue": "Cancel and get {price} back",
    "dispute": "Open a dispute",
    "withdraw_dispute": "Withdraw the dispute",
}
# Where who pays reads something else.
_SPONSOR_LABELS = {"accept": "Accept at {price}"}
