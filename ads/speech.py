"""What the platform says about an ad's moves, once, for timeline, inbox and mail."""

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
}


def name_of(ad: "Ad", side: Side) -> str:
    """Return the display name of one side."""
    party = ad.campaign.sponsor if side is Side.SPONSOR else ad.influencer
    return party.display_name


def line(ad: "Ad", transition: str, side: Side | None) -> str:
    """Return the timeline's sentence for a transition made by `side`, or by the system."""
    if side is None and transition in SYSTEM_LINES:
        return SYSTEM_LINES[transition]
    return LINES[transition].format(
        who=name_of(ad, side) if side else "The platform",
        price=format_money(ad.offered_price_minor),
    )


def task(ad: "Ad", reader: Side) -> str:
    """Return who has to do what now, as `reader` reads it; empty once nothing is to be done."""
    if ad.turn is None:
        return ""
    what = TASKS[State(ad.state)]
    if ad.turn is reader:
        return f"Your turn: {what}"
    return f"Waiting for {name_of(ad, ad.turn)} to {what}"


def consequence(ad: "Ad") -> str:
    """Return what the clock does next, or an empty text where no clock runs."""
    hours = settings.OVERDUE_CANCEL_HOURS
    if ad.is_overdue:
        return f"The sponsor may cancel for a full refund {hours} hours after the deadline passed."
    return CONSEQUENCES.get(State(ad.state), "").format(hours=hours) if ad.turn else ""
