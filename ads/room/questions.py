"""What a page says before something is done: the question and its consequences."""

from dataclasses import dataclass

from ads.room.buttons import DANGER, button_label
from ads.room.reader import Reader
from marketplace.kernel.counting import counted


@dataclass(frozen=True, slots=True)
class Question:
    """The heading, the consequences and the button of a page of its own."""

    title: str
    consequence: str
    button: str
    kind: str


def question_for(reader: Reader, name: str) -> Question:
    """Return what the page of transition `name`, or of deleting a draft, says to the reader."""
    texts = _TEXTS | _SPONSOR if reader.is_sponsor else _TEXTS
    title, consequence = texts[name]
    if name == "request_changes":
        consequence = f"{_round(reader)} {consequence}"
    return Question(
        title=reader.say(title),
        consequence=reader.say(consequence),
        button=_BUTTONS.get(name) or button_label(reader, name),
        kind="danger" if name in DANGER else "primary",
    )


def _round(reader: Reader) -> str:
    left = counted(reader.rounds_left - 1, "round") if reader.rounds_left > 1 else "no round"
    return f"This uses round {reader.ad.rounds_used + 1} of {reader.rounds}; {left} will be left."


# Where the button in the room only opens the page, the page's own button says what it does.
_BUTTONS = {
    "counter": "Send counter-offer",
    "decline": "Decline the offer",
    "withdraw": "Withdraw the offer",
    "request_changes": "Send back for changes",
    "reject_live": "Send the links back",
    "cancel": "Cancel the ad",
    "delete": "Delete the draft",
    "dispute": "Open the dispute",
}

# Transition: heading, consequences. `Reader.words` says what the braces may name.
_TEXTS = {
    "send": (
        "Send this offer to {influencer}",
        (
            "{price} of the budget of “{campaign}” is set aside, and {influencer} has "
            "{offer_days} days to answer. After that the terms change only by counter-offers."
        ),
    ),
    "delete": ("Delete this draft", "It is gone for good. {influencer} never sees it."),
    "counter": (
        "Make {other} a counter-offer",
        (
            "It replaces the offer of {price}. {other} then has {offer_days} days to answer. "
            "You get your price less the fee of {fee_rate}."
        ),
    ),
    "accept": (
        "Accept the offer of {price}",
        (
            "The terms are frozen as they stand. {sponsor} then has {funding_days} days to pay "
            "{price} into escrow; {net} of it is yours when the work is done. Until it is paid, "
            "either of you may still cancel."
        ),
    ),
    "decline": (
        "Decline the offer of {price}",
        (
            "The ad ends here and nobody owes anything. To go on talking about the terms, make "
            "a counter-offer instead."
        ),
    ),
    "withdraw": (
        "Withdraw your offer of {price}",
        "{other} can no longer accept it, and the ad ends here.",
    ),
    "fund": (
        "Pay {price} into escrow",
        (
            "The money leaves your wallet and is held until the work is done. Then {net} goes "
            "to {influencer} and {fee} is the fee. {influencer} starts working now."
        ),
    ),
    "submit": (
        "Hand in {due_drafts}",
        (
            "{sponsor} then has {review_days} days to approve or to ask for changes. Silence "
            "counts as approval."
        ),
    ),
    "request_changes": (
        "Ask for changes",
        "{influencer} has {changes_days} days to hand in again.",
    ),
    "approve": (
        "Approve {drafts}",
        "{influencer} may then post. Changes can no longer be asked for.",
    ),
    "post_live": (
        "Send {links}",
        "{sponsor} then has {check_days} days to check. After that {net} is yours.",
    ),
    "reject_live": (
        "Send the live links back",
        "You can do this once. {influencer} has {repair_hours} hours to put it right.",
    ),
    "complete": (
        "Release {price}",
        "{net} goes to {influencer} and {fee} is the fee. This cannot be taken back.",
    ),
    "cancel": ("Cancel this ad", "Nothing has been paid, so nobody owes anything."),
    "cancel_overdue": (
        "Cancel the overdue work",
        (
            "{price} goes back to your wallet in full; no fee and no kill fee is owed. "
            "{influencer} gets nothing."
        ),
    ),
    "dispute": (
        "Open a dispute with {other}",
        (
            "The work stops, and {price} stays locked in escrow until the dispute ends. You and "
            "{other} can still talk; if you come to terms, you can withdraw it."
        ),
    ),
    "withdraw_dispute": (
        "Withdraw your dispute",
        (
            "The ad goes on where it stood, with the time it had left. {price} stays in escrow. "
            "You can open another dispute while the work runs."
        ),
    ),
}

# Where who pays reads something else.
_SPONSOR = {
    "counter": (
        "Make {other} a counter-offer",
        (
            "It replaces the offer of {price}. {other} then has {offer_days} days to answer. "
            "Your price is set aside in the campaign’s budget."
        ),
    ),
    "accept": (
        "Accept the offer of {price}",
        (
            "The terms are frozen as they stand. You then have {funding_days} days to pay "
            "{price} into escrow. Until it is paid, either of you may still cancel."
        ),
    ),
    "withdraw": (
        "Withdraw your offer of {price}",
        "{other} can no longer accept it, and the ad ends here. {price} is free again.",
    ),
    "cancel": (
        "Cancel this ad",
        "Nothing has been paid, so nobody owes anything. {price} of your budget is free again.",
    ),
}
