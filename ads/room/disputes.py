"""A dispute on the page: who opened it and why, what each said, and how it ended."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from accounts.models import InfluencerProfile, SponsorProfile
from ads.models import Attachment, Dispute, Statement
from ads.room.box import Turn
from ads.room.reader import Reader
from ads.workflow import Side
from marketplace.kernel.components.times import exact


@dataclass(frozen=True, slots=True)
class Said:
    """One statement with its evidence."""

    who: str
    # None for a moderator, who speaks for the platform and not for a person.
    profile: SponsorProfile | InfluencerProfile | None
    is_mine: bool
    text: str
    created_at: datetime
    attachments: Sequence[Attachment]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a moderator decided: who gets what, in minor units, and why."""

    parts: tuple[tuple[str, int], ...]
    reason: str
    decided_at: datetime | None


@dataclass(frozen=True, slots=True)
class DisputeBox:
    """The dispute that is open, or that ended the ad."""

    about: str
    opened: str
    opened_at: datetime
    statements: Sequence[Said]
    is_open: bool
    is_asked: bool
    deadline_at: datetime | None
    then: str
    outcome: Outcome | None


def dispute_box(reader: Reader) -> DisputeBox | None:
    """Return the box, or None where no dispute is open and none ended the ad."""
    dispute = reader.dispute
    if dispute is None:
        return None
    is_asked = dispute.is_open and reader.has_turn
    return DisputeBox(
        about=dispute.get_reason_display(),
        opened=_opener(reader, dispute),
        opened_at=dispute.created_at,
        statements=[_said(reader, statement) for statement in dispute.statements.all()],
        is_open=dispute.is_open,
        is_asked=is_asked,
        deadline_at=_deadline(reader) if dispute.is_open and reader.ad.turn else None,
        then=_then(reader) if dispute.is_open else "",
        outcome=None if dispute.share_minor is None else _outcome(reader, dispute),
    )


def _then(reader: Reader) -> str:
    """Say who is still asked, and what happens without an answer."""
    if reader.ad.turn is None:
        return "Both of you have said how you see it. A moderator decides."
    if reader.ad.overdue_at:
        return _past(reader)
    if reader.has_turn:
        return "If you do not answer, a moderator decides on what is there."
    return reader.say("Without an answer from {other} a moderator decides on what is there.")


def _opener(reader: Reader, dispute: Dispute) -> str:
    return reader.name_for(dispute.opened_by) if dispute.opened_by in Side else "A moderator"


def _said(reader: Reader, statement: Statement) -> Said:
    is_mine = statement.side == reader.side
    profiles: dict[Side, SponsorProfile | InfluencerProfile] = {
        Side.SPONSOR: reader.ad.campaign.sponsor,
        Side.INFLUENCER: reader.ad.influencer,
    }
    is_party = statement.side in Side
    return Said(
        who=reader.name_for(statement.side) if is_party else "A moderator",
        profile=profiles[Side(statement.side)] if is_party else None,
        is_mine=is_mine,
        text=statement.text,
        created_at=statement.created_at,
        attachments=list(statement.attachments.all()),
    )


def _outcome(reader: Reader, dispute: Dispute) -> Outcome:
    parts = reader.parts_of(dispute.share_minor or 0)
    return Outcome(parts, dispute.settlement_reason, dispute.closed_at)


def _deadline(reader: Reader) -> datetime | None:
    """Return until when an answer is asked; None once that is over, as nothing ends by itself."""
    return None if reader.ad.overdue_at else reader.ad.deadline_at


STILL = "The work and its deadlines stand still, and {price} stays in escrow."


def turn_in_dispute(reader: Reader) -> Turn:
    """Return what the box at the top says while a dispute is open."""
    if reader.has_turn:
        return _my_turn(reader)
    if reader.ad.acts_by(reader.side.other) is not None:
        return _their_turn(reader)
    then = f"{STILL} Both of you have said how you see it. {_way_out(reader)}"
    return Turn(
        "them",
        "A moderator settles the dispute",
        reader.say(then).strip(),
        label="Waiting for a moderator",
    )


def _my_turn(reader: Reader) -> Turn:
    title = "Say how you see it"
    if _opened_by_other(reader):
        title = "Answer {other}’s dispute"
    then = "If you do not answer, a moderator decides on what is there."
    if reader.ad.overdue_at:
        then = f"{_past(reader)} You can still answer before one decides."
    return Turn("you", reader.say(title), reader.say(f"{STILL} {then}"), _deadline(reader))


def _their_turn(reader: Reader) -> Turn:
    then = "Without an answer a moderator decides on what is there."
    if reader.ad.overdue_at:
        then = _past(reader)
    return Turn(
        "them",
        reader.say("{other} can answer the dispute"),
        reader.say(f"{STILL} {then} {_way_out(reader)}").strip(),
        _deadline(reader),
        f"Waiting for {reader.other_name}",
    )


def _past(reader: Reader) -> str:
    over = exact(reader.ad.deadline_at) if reader.ad.deadline_at else ""
    return f"The time to answer ended {over}, and the moderators are alerted."


def _way_out(reader: Reader) -> str:
    """Say how the two can end it themselves."""
    if reader.opened_dispute:
        return "If you come to terms, withdraw it and the work goes on with the time it had left."
    if _opened_by_other(reader):
        return "If you come to terms, {other} can withdraw it and the work goes on."
    return ""


def _opened_by_other(reader: Reader) -> bool:
    return reader.dispute is not None and reader.dispute.opened_by == reader.side.other
