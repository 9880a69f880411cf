"""What the platform says about an ad's moves, once, for timeline, inbox and mail."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.conf import settings

from ads.workflow import Side, State
from marketplace.kernel.money import format_money

if TYPE_CHECKING:
    from ads.models import Ad

# Transition → what the timeline says. {who} made it, {other} is across the table.
LINES = {
    "send": "{who} sent an offer of {price}.",
    "counter": "{who} made a counter-offer of {price}.",
    "accept": "{who} accepted the offer of {price}. The terms are frozen.",
    "decline": "{who} declined the offer.",
    "withdraw": "{who} withdrew the offer.",
    "expire": "The offer expired without an answer.",
    "fund": "{who} paid {price} into escrow. Work can start.",
    "submit": "{who} handed in the drafts.",
    "request_changes": "{who} asked for changes.",
    "approve": "{who} approved the drafts. They can go live.",
    "post_live": "{who} handed in the live links.",
    "reject_live": "{who} sent the live links back.",
    "complete": "{who} confirmed the work. The money is released.",
    "cancel": "{who} cancelled before any money was paid.",
    "cancel_overdue": "{who} cancelled overdue work. {price} went back to the wallet.",
    "overdue": "The deadline passed. The work is overdue.",
    "cancel_agreed": "Both agreed to cancel. {amount} goes to {influencer}, the rest back to "
    "{sponsor}.",
    "dispute": "{who} opened a dispute. Everything stands still until it ends.",
    "state": "{who} made a statement in the dispute.",
    "withdraw_dispute": "{who} withdrew the dispute. The work goes on with the time it had left.",
    "reverse": "{who} reversed the payment: {amount} went back to {sponsor}.",
    "settle": "A moderator settled the dispute: {amount} of {price} to {influencer} before the "
    "fee, the rest back to {sponsor}.",
    "alert": "The dispute is not settled yet. The moderators are alerted.",
    "propose_amendment": "{who} proposed to change the terms.",
    "propose_cancellation": "{who} proposed to cancel.",
    "amend": "{who} agreed to the changed terms. They are in force.",
    "proposal_declined": "{who} declined the proposal. Nothing changes.",
    "proposal_withdrawn": "{who} withdrew the proposal. Nothing changes.",
    "proposal_lapsed": "The proposal lapsed. Nothing changes.",
    "address_given": "{who} said where to send the product.",
    "product_sent": "{who} sent the product.",
    "product_received": "{who} received the product.",
    "product_returned": "{who} sent the product back.",
    "postpone": "The product has not been sent, so the drafts are due later.",
    "still_up": "{who} attested that the posts are still up.",
    "taken_down": "{who} said that the posts are not up any more.",
    "results": "{who} entered results.",
}

# Where the influencer gets nothing of the price.
FREE_LINES = {
    "cancel_agreed": "Both agreed to cancel. All of {price} goes back to {sponsor}.",
    "settle": "A moderator settled the dispute: all of {price} goes back to {sponsor}.",
}

# What the clock does, where the line differs from a person doing it.
SYSTEM_LINES = {
    "withdraw": "The offer was withdrawn because the campaign closed.",
    "approve": "Nobody objected in time, so the drafts count as approved.",
    "complete": "Nobody objected in time, so the work counts as done. The money is released.",
    "cancel": "The ad was not paid in time and is cancelled.",
}

# State → what happens by itself when its deadline passes.
CONSEQUENCES = {
    State.OFFERED: "Without an answer the offer expires then.",
    State.COUNTERED: "Without an answer the offer expires then.",
    State.ACCEPTED: "Without payment the ad is cancelled then.",
    State.ACTIVE: "After that the work is overdue, and {hours} hours later the sponsor "
    "may cancel for a full refund.",
    State.IN_REVIEW: "Without an answer the drafts count as approved then.",
    State.CHANGES_REQUESTED: "After that the work is overdue, and {hours} hours later the "
    "sponsor may cancel for a full refund.",
    State.APPROVED: "After that the posting is overdue, and {hours} hours later the sponsor "
    "may cancel for a full refund.",
    State.POSTED: "Without an answer the work counts as done then and the money is released.",
    State.DISPUTED: "If it is not settled then, the moderators are alerted. Nothing is decided "
    "by itself.",
}

# State → what the side whose turn it is has to do.
TASKS = {
    State.DRAFT: "finish the draft and send it",
    State.OFFERED: "answer the offer",
    State.COUNTERED: "answer the counter-offer",
    State.ACCEPTED: "pay into escrow",
    State.ACTIVE: "hand in the drafts",
    State.IN_REVIEW: "review the drafts",
    State.CHANGES_REQUESTED: "hand in the changed drafts",
    State.APPROVED: "post and hand in the live links",
    State.POSTED: "check the live links",
    State.DISPUTED: "answer the dispute",
}


def name_of(ad: "Ad", side: Side) -> str:
    """Return the display name of one side."""
    party = ad.campaign.sponsor if side is Side.SPONSOR else ad.influencer
    return party.display_name


def line(
    ad: "Ad",
    transition: str,
    side: Side | None,
    *,
    amount_minor: int | None = None,
    by: str = "The platform",
) -> str:
    """Return the timeline's sentence for a transition made by `side`, or `by` somebody else.

    `amount_minor` is what the influencer gets of the price where that is a part of it.
    """
    if side is None and transition in SYSTEM_LINES:
        return SYSTEM_LINES[transition]
    lines = LINES if amount_minor else LINES | FREE_LINES
    return lines[transition].format(
        who=name_of(ad, side) if side else by,
        sponsor=name_of(ad, Side.SPONSOR),
        influencer=name_of(ad, Side.INFLUENCER),
        price=format_money(ad.offered_price_minor),
        amount=format_money(amount_minor or 0),
    )


@dataclass(frozen=True, slots=True)
class Loss:
    """What a reversed payment takes from the influencer and what they owe then, in minor units."""

    taken_minor: int
    owed_minor: int

    def __str__(self) -> str:
        taken = f"That takes {format_money(self.taken_minor)} from you."
        if not self.owed_minor:
            return taken
        return f"{taken} You now owe {format_money(self.owed_minor)}."


def asked_for(ad: "Ad", side: Side) -> str:
    """Return what `side` has to do by `ad.acts_by(side)`, in the imperative.

    What is due with the state's own deadline is the state's task, or the product the sponsor has
    to send meanwhile; anything else that a running ad asks is the answer to a proposal.
    """
    if ad.is_running and ad.acts_by(side) != ad.deadline_at:
        return "answer the proposal"
    if ad.is_running and ad.turn is not side:
        return "send the product"
    return TASKS[State(ad.state)]


def task(ad: "Ad", reader: Side) -> str:
    """Return who has to do what now, as `reader` reads it; empty once nothing is to be done."""
    if ad.is_over or ad.is_history:
        return ""
    if ad.acts_by(reader) or ad.turn is reader:
        return f"Your turn: {asked_for(ad, reader)}"
    if ad.turn is None:
        return "Waiting for a moderator to settle the dispute"
    return f"Waiting for {name_of(ad, ad.turn)} to {asked_for(ad, ad.turn)}"


def state_task(ad: "Ad", reader: Side) -> str:
    """Return what a running ad's own deadline waits for, whatever a proposal asks sooner."""
    if ad.turn is None or not ad.is_running or ad.acts_by(reader) == ad.deadline_at:
        return task(ad, reader)
    asked = TASKS[State(ad.state)]
    who = "Your turn:" if ad.turn is reader else f"Waiting for {name_of(ad, ad.turn)} to"
    return f"{who} {asked}"


def due_at(ad: "Ad", reader: Side) -> datetime | None:
    """Return until when `task` waits; None where it has no end, as a moderator's decision."""
    if ad.is_disputed and (ad.turn is None or ad.overdue_at):
        return None
    return ad.acts_by(reader) or ad.deadline_at


def consequence(ad: "Ad", reader: Side) -> str:
    """Return what happens by itself at `due_at`, or an empty text where no clock runs."""
    if ad.is_over or ad.is_history:
        return ""
    if ad.is_running and (until := ad.acts_by(reader)) and until != ad.deadline_at:
        return "Without an answer the proposal lapses then and nothing changes."
    return state_consequence(ad, reader)


def state_consequence(ad: "Ad", reader: Side) -> str:
    """Return what happens by itself at the open ad's own deadline, or an empty text."""
    hours = settings.OVERDUE_CANCEL_HOURS
    if ad.is_overdue:
        return f"The sponsor may cancel for a full refund {hours} hours after the deadline passed."
    if ad.is_running and ad.acts_by(reader) == ad.deadline_at and ad.turn is not reader:
        return "Until the product is sent, the drafts are due later and later."
    if ad.is_disputed and due_at(ad, reader) is None:
        return "A moderator decides on what is there. Nothing is decided by itself."
    return CONSEQUENCES.get(State(ad.state), "").format(hours=hours)
