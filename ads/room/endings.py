"""How an ad ended, by whom, and where the money went, in the reader's words."""

from ads.room.box import Turn
from ads.room.reader import Reader
from ads.workflow import State
from marketplace.kernel.money import format_money


def ended(reader: Reader) -> Turn:
    """Return what the box says once the ad is over."""
    if reader.ad.reversed_at is not None:
        return _reversed(reader)
    if reader.dispute is not None:
        return _settled(reader)
    if reader.state is State.COMPLETED:
        return Turn("done", "The work is done and paid", _shared_out(reader))
    event = reader.last_event
    agreed = event is not None and event.transition == "cancel_agreed"
    title, then = _AGREED if agreed else _STOPPED[reader.state]
    if reader.ad.funded_at:
        then = _shared_out(reader)
    reason = f"Reason: “{event.reason}”" if event and event.reason else ""
    title = title.format(who=_who(reader))
    return Turn("stopped", title, f"{then} {reason}".strip(), label=reader.state.label)


_STOPPED: dict[State, tuple[str, str]] = {
    State.DECLINED: ("{who} declined the offer", "Nobody owes anything."),
    State.WITHDRAWN: ("{who} withdrew the offer", "Nobody owes anything."),
    State.EXPIRED: ("The offer expired", "Nobody answered it in time. Nobody owes anything."),
    State.CANCELLED: ("{who} cancelled the ad", "No money had been paid."),
}
_AGREED = ("You both agreed to cancel", "")


def _reversed(reader: Reader) -> Turn:
    """Say that a moderator brought the payment back, whatever ended the ad."""
    event = reader.ad.events.filter(transition="reverse").latest("pk")
    to = "you" if reader.is_sponsor else "{sponsor}"
    gross = format_money(event.data["amount_minor"])
    then = reader.say(f"{gross} went back to {to}, the fee included.")
    title = "A moderator reversed the payment"
    return Turn("stopped", title, f"{then} Reason: “{event.reason}”", label="Reversed")


def _settled(reader: Reader) -> Turn:
    """Say what a moderator decided; the reason stands with the dispute."""
    then = f"{_shared_out(reader)} The moderator’s reason is with the dispute below."
    if reader.state is State.COMPLETED:
        title = "A moderator settled the dispute: {released} of {price} released"
        return Turn("done", reader.say(title), then, label="Settled")
    title = "A moderator settled the dispute: {price} refunded"
    return Turn("stopped", reader.say(title), then, label="Settled")


def _shared_out(reader: Reader) -> str:
    """Say who got what of the escrow; the fee is owed on what was released alone."""
    ad = reader.ad
    influencer = "{influencer}" if reader.is_sponsor else "you"
    sponsor = "you" if reader.is_sponsor else "{sponsor}"
    if not ad.released_minor:
        return reader.say(f"{{price}} went back to {sponsor}.")
    paid = f"{{released_net}} went to {influencer}, {{released_fee}} to the platform as its fee"
    if ad.released_minor < reader.price_minor:
        paid += f", and {{refunded}} back to {sponsor}"
    return reader.say(f"{paid}.")


def _who(reader: Reader) -> str:
    """Return who made the last move."""
    event = reader.last_event
    side = reader.ad.side_of(event.actor) if event and event.actor else None
    return reader.name_for(side) if side else "The platform"
