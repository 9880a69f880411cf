"""Whose turn it is, until when, and what the clock then does, in the reader's words."""

from ads.room.box import Turn
from ads.room.disputes import turn_in_dispute
from ads.room.endings import ended
from ads.room.reader import Reader
from ads.workflow import State
from marketplace.kernel.components.times import exact


def turn_for(reader: Reader) -> Turn:
    """Return what the box says."""
    if reader.ad.is_history:
        title = "History from an earlier platform"
        return Turn("done", title, "It is kept as it was and cannot be changed.", label="History")
    if reader.ad.is_disputed:
        return turn_in_dispute(reader)
    if reader.ad.turn is None:
        return ended(reader)
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
    if asked := _asked_beside(reader):
        return [reader.say(asked)]
    if reader.missing_minor:
        return [reader.say("Your wallet lacks {missing} for it.")]
    if reader.state is State.IN_REVIEW and reader.is_sponsor:
        left = "You can ask for changes {more_rounds}."
        return [reader.say(left) if reader.rounds_left else "All rounds of changes are used."]
    if reader.state is State.OFFERED and reader.is_sponsor:
        return [reader.say("{price} of your budget is free again then.")]
    return []


def _asked_beside(reader: Reader) -> str:
    """Return what the reader is asked for although the state waits for the other side."""
    if reader.has_turn or reader.ad.acts_by(reader.side) is None:
        return ""
    if reader.open_proposal is not None and reader.open_proposal.answered_by is reader.side:
        return "Meanwhile {other} waits for your answer to a proposal, below."
    return "Meanwhile {other} waits for the product, which you send, below."


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
