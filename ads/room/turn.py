"""Whose turn it is, until when, and what the clock then does, in the reader's words."""

from dataclasses import dataclass
from datetime import datetime

from ads.room.reader import Reader
from ads.workflow import State
from marketplace.kernel.components.times import exact


@dataclass(frozen=True, slots=True)
class Turn:
    """The box at the top of the contract room."""

    whose: str  # "you", "them", "done" or "stopped"
    title: str
    then: str = ""
    deadline_at: datetime | None = None
    label: str = ""


def turn_for(reader: Reader) -> Turn:
    """Return what the box says."""
    if reader.ad.is_history:
        title = "History from an earlier platform"
        return Turn("done", title, "It is kept as it was and cannot be changed.", label="History")
    if reader.ad.turn is None:
        return _ended(reader)
    if reader.ad.is_overdue:
        return _overdue(reader)
    mine, theirs = _SAY[reader.state]
    title, then = mine if reader.has_turn else theirs
    then = " ".join([reader.say(then), *_more(reader)])
    if reader.has_turn:
        return Turn("you", reader.say(title), then, reader.ad.deadline_at)
    label = f"Waiting for {reader.other_name}"
    return Turn("them", reader.say(title), then, reader.ad.deadline_at, label)


def _more(reader: Reader) -> list[str]:
    """Return what else matters to this reader in this state."""
    if reader.missing_minor:
        return [reader.say("Your wallet lacks {missing} for it.")]
    if reader.state is State.IN_REVIEW and reader.is_sponsor:
        left = "You can ask for changes {more_rounds}."
        return [reader.say(left) if reader.rounds_left else "All rounds of changes are used."]
    if reader.state is State.OFFERED and reader.is_sponsor:
        return [reader.say("{price} of your budget is free again then.")]
    return []


# State: (title, what then) for whoever has the turn, and for whoever waits.
_Words = tuple[str, str]
_OFFER: tuple[_Words, _Words] = (
    (
        "Answer the offer of {price} from {other}",
        "Without an answer the offer expires then, and nobody owes anything.",
    ),
    ("{other} can answer your offer of {price}", "Without an answer the offer expires then."),
)
_LATE = "After that it is overdue, and {cancel_hours} hours later "
_LATE_FOR_INFLUENCER = _LATE + "{sponsor} may cancel for a full refund."
_LATE_FOR_SPONSOR = _LATE + "you may cancel for a full refund."
_SAY: dict[State, tuple[_Words, _Words]] = {
    State.DRAFT: (
        (
            "Send this offer to {other}",
            "Only you see this draft. Once it is sent, {other} has {offer_days} days to answer.",
        ),
        ("", ""),
    ),
    State.OFFERED: _OFFER,
    State.COUNTERED: _OFFER,
    State.ACCEPTED: (
        (
            "Pay {price} into escrow",
            "It is held until the work is done. Without payment the ad is cancelled then.",
        ),
        (
            "{other} can pay {price} into escrow",
            "Start working once the money is held. Without payment the ad is cancelled then.",
        ),
    ),
    State.ACTIVE: (
        ("Hand in {drafts}", "{price} is held in escrow. " + _LATE_FOR_INFLUENCER),
        ("{other} hands in {drafts}", "{price} is held in escrow. " + _LATE_FOR_SPONSOR),
    ),
    State.IN_REVIEW: (
        (
            "Review {drafts}",
            "If you do nothing, they count as approved then and {other} may post.",
        ),
        (
            "{other} reviews {drafts}",
            "Without an answer they count as approved then, and you may post.",
        ),
    ),
    State.CHANGES_REQUESTED: (
        ("Hand in {changed_drafts}", _LATE_FOR_INFLUENCER),
        ("{other} hands in {changed_drafts}", _LATE_FOR_SPONSOR),
    ),
    State.APPROVED: (
        ("Post the work and send {links}", _LATE_FOR_INFLUENCER),
        ("{other} posts the work and sends {links}", _LATE_FOR_SPONSOR),
    ),
    State.POSTED: (
        (
            "Check {posts}",
            "If you do nothing, {price} is released then: {net} to {other}, {fee} as the fee.",
        ),
        (
            "{other} checks {posts}",
            "Without an answer the work counts as done then, and {net} is yours.",
        ),
    ),
}


def _overdue(reader: Reader) -> Turn:
    """Say what is late and what that allows; the deadline itself is over."""
    ad = reader.ad
    start = ad.overdue_cancel_from
    what = "the live links" if reader.state is State.APPROVED else "the drafts"
    since = f"The deadline was {exact(ad.deadline_at)}." if ad.deadline_at else ""
    begins = "Now" if reader.may_cancel_overdue or start is None else f"From {exact(start)} on"
    if reader.has_turn:
        then = f"{since} {begins} {{sponsor}} may cancel and get {{price}} back."
        title = f"Hand in {what} before {{sponsor}} cancels"
        return Turn("you", reader.say(title), reader.say(then), label="Your turn, overdue")
    then = f"{since} {begins} you may cancel and get {{price}} back, or wait."
    title = f"{{influencer}} is late with {what}"
    return Turn("them", reader.say(title), reader.say(then), label="Overdue")


def _ended(reader: Reader) -> Turn:
    """Say how the ad ended, by whom, and where the money went."""
    if reader.state is State.COMPLETED:
        whom = "{influencer}" if reader.is_sponsor else "you"
        then = reader.say(f"{{net}} went to {whom}, {{fee}} to the platform as its fee.")
        return Turn("done", "The work is done and paid", then)
    title, then = _STOPPED[reader.state]
    if reader.ad.funded_at:
        whom = "you" if reader.is_sponsor else "{sponsor}"
        then = reader.say(f"{{price}} went back to {whom}.")
    event = reader.last_event
    reason = f"Reason: “{event.reason}”" if event and event.reason else ""
    title = title.format(who=_who(reader))
    return Turn("stopped", title, f"{then} {reason}".strip(), label=reader.state.label)


_STOPPED: dict[State, _Words] = {
    State.DECLINED: ("{who} declined the offer", "Nobody owes anything."),
    State.WITHDRAWN: ("{who} withdrew the offer", "Nobody owes anything."),
    State.EXPIRED: ("The offer expired", "Nobody answered it in time. Nobody owes anything."),
    State.CANCELLED: ("{who} cancelled the ad", "No money had been paid."),
}


def _who(reader: Reader) -> str:
    """Return who made the last move."""
    event = reader.last_event
    side = reader.ad.side_of(event.actor) if event and event.actor else None
    return reader.name_for(side) if side else "The platform"
