"""What a proposal does, in money and words, before anybody clicks."""

from dataclasses import dataclass

from django.conf import settings

from ads.models import Proposal
from ads.room.reader import Reader
from ads.workflow import Side
from marketplace.kernel.money import format_money
from marketplace.ledger.fees import split_fee


@dataclass(frozen=True, slots=True)
class Stakes:
    """What an accepted proposal leads to: sentences, who gets what, and what is to be paid.

    Amounts are minor units. `pays_minor` leaves the reader's wallet with the reader's own click,
    `missing_minor` of it is not there.
    """

    sentences: tuple[str, ...]
    parts: tuple[tuple[str, int], ...] = ()
    pays_minor: int = 0
    missing_minor: int = 0


def cancellation_stakes(reader: Reader, proposer: Side, kill_fee_minor: int) -> Stakes:
    """Return who gets what when the ad ends by a cancellation that `proposer` asks for."""
    parts = reader.parts_of(kill_fee_minor)
    return Stakes(
        sentences=tuple(_ending(reader, proposer, kill_fee_minor)),
        parts=parts if kill_fee_minor else parts[-1:],
    )


def _ending(reader: Reader, proposer: Side, kill_fee_minor: int) -> list[str]:
    who = reader.say("You are" if proposer is reader.side else "{other} is")
    back = "you" if reader.is_sponsor else reader.sponsor_name
    kill_fee = format_money(kill_fee_minor)
    if kill_fee_minor:
        why = f"{who} the one who proposes to cancel, so the agreed kill fee of {kill_fee} is owed."
    elif proposer is Side.SPONSOR:
        why = f"The terms name no kill fee, so all of {reader.price} goes back to {back}."
    else:
        why = (
            "No kill fee is owed when the influencer proposes to cancel: all of "
            f"{reader.price} goes back to {back}."
        )
    freed = format_money(reader.price_minor - kill_fee_minor)
    budget = f"{freed} of the campaign’s budget is free again."
    return ["The ad ends, and no more work is due.", why, *([budget] if reader.is_sponsor else [])]


def amendment_stakes(
    reader: Reader, proposer: Side, price_minor: int, *, is_made: bool = True
) -> Stakes:
    """Return what changed terms at `price_minor` cost and bring; `is_made` once it is proposed."""
    raised = price_minor - reader.price_minor
    if raised == 0:
        return Stakes((f"The price stays {reader.price}, so no money moves.",))
    share = _share(reader, price_minor)
    if raised < 0:
        return Stakes((_lowered(reader, proposer, -raised), share))
    sentences = _raised(reader, proposer, raised, price_minor, is_made=is_made)
    pays = reader.is_sponsor and (proposer is not Side.SPONSOR or not is_made)
    return Stakes(
        sentences=(*sentences, share),
        pays_minor=raised if pays else 0,
        missing_minor=reader.lacks(raised) if pays else 0,
    )


def _share(reader: Reader, price_minor: int) -> str:
    """Say what the influencer gets at the end of the work, instead of what before."""
    net = format_money(split_fee(price_minor, reader.fee_bps)[1])
    whom = "{influencer} gets" if reader.is_sponsor else "you get"
    return reader.say(f"When the work is done, {whom} {net} instead of {{net}}.")


def _lowered(reader: Reader, proposer: Side, amount_minor: int) -> str:
    amount = format_money(amount_minor)
    whom = "you" if reader.is_sponsor else reader.sponsor_name
    budget = ", and is free again in the campaign’s budget" if reader.is_sponsor else ""
    return f"{_once(reader, proposer)}, {amount} goes back to {whom} at once{budget}."


def _once(reader: Reader, proposer: Side) -> str:
    """Return "Once you accept" or "Once Mira accepts"."""
    return reader.say("Once {other} accepts" if proposer is reader.side else "Once you accept")


def _raised(
    reader: Reader, proposer: Side, raised_minor: int, price_minor: int, *, is_made: bool
) -> tuple[str, ...]:
    raised, price = format_money(raised_minor), format_money(price_minor)
    budget = f"{raised} more of the campaign’s budget is set aside."
    back = reader.say("It comes back unless {other} accepts.")
    if proposer is Side.SPONSOR and not reader.is_sponsor:
        return (reader.say(f"{{sponsor}} has paid {raised} on top into escrow already."),)
    if proposer is Side.SPONSOR and is_made:
        return (f"You paid {raised} on top into escrow. {back}",)
    if proposer is Side.SPONSOR:
        return (f"{raised} leaves your wallet for the escrow now. {back}", budget)
    if reader.is_sponsor:
        paid = (
            f"{raised} leaves your wallet for the escrow as you accept, which then holds {price}."
        )
        return (paid, budget)
    return (reader.say(f"As {{sponsor}} accepts, it pays {raised} more into escrow."),)


def stakes_of(reader: Reader, proposal: Proposal) -> Stakes:
    """Return what a proposal that was made leads to."""
    proposer = Side(proposal.made_by)
    if proposal.kind == Proposal.Kind.CANCELLATION:
        return cancellation_stakes(reader, proposer, proposal.kill_fee_minor)
    return amendment_stakes(reader, proposer, proposal.price_minor)


def silence(reader: Reader) -> str:
    """Say what happens to a proposal that nobody answers."""
    return reader.say(
        "{other} has "
        f"{settings.PROPOSAL_HOURS} hours to answer. Without an answer the proposal lapses and "
        "nothing changes. Meanwhile the work and its deadlines go on."
    )
