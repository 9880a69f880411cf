"""The ad's workflow as data: who may move an ad from where to where, and when silence moves it.

Pure: knows states and sides, no database. Views, actions, deadlines, the admin and tests read
the same table, so that a button, a refusal and the sweep can never disagree.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.db import models


class State(models.TextChoices):
    """Where an ad stands."""

    DRAFT = "draft", "Draft"
    OFFERED = "offered", "Offered"
    COUNTERED = "countered", "Countered"
    ACCEPTED = "accepted", "Accepted"
    ACTIVE = "active", "Active"
    IN_REVIEW = "in_review", "In review"
    CHANGES_REQUESTED = "changes_requested", "Changes requested"
    APPROVED = "approved", "Approved"
    POSTED = "posted", "Posted"
    DISPUTED = "disputed", "In dispute"
    COMPLETED = "completed", "Completed"
    DECLINED = "declined", "Declined"
    WITHDRAWN = "withdrawn", "Withdrawn"
    EXPIRED = "expired", "Expired"
    CANCELLED = "cancelled", "Cancelled"


class Side(models.TextChoices):
    """A party of an ad."""

    SPONSOR = "sponsor", "Sponsor"
    INFLUENCER = "influencer", "Influencer"

    @property
    def other(self) -> "Side":
        """The side across the table."""
        return Side.INFLUENCER if self is Side.SPONSOR else Side.SPONSOR


class Mover(models.TextChoices):
    """Who may make a transition. The system moves only by a deadline, a closing campaign or an
    accepted proposal."""

    SPONSOR = "sponsor"
    INFLUENCER = "influencer"
    MODERATOR = "moderator"
    SYSTEM = "system"


SPONSOR, INFLUENCER = Mover.SPONSOR, Mover.INFLUENCER
MODERATOR, SYSTEM = Mover.MODERATOR, Mover.SYSTEM

# Whose answer an open offer waits for: the sponsor's offer for the influencer, and vice versa.
ASKED: Mapping[State, Mover] = {State.OFFERED: INFLUENCER, State.COUNTERED: SPONSOR}
MAKER: Mapping[State, Mover] = {State.OFFERED: SPONSOR, State.COUNTERED: INFLUENCER}

NEGOTIATING = frozenset({State.OFFERED, State.COUNTERED})
# The work is on its way; in a dispute it stands still.
RUNNING = frozenset(
    {State.ACTIVE, State.IN_REVIEW, State.CHANGES_REQUESTED, State.APPROVED, State.POSTED}
)
# The escrow holds the price.
FUNDED = RUNNING | {State.DISPUTED}
TERMINAL = frozenset(
    {State.COMPLETED, State.DECLINED, State.WITHDRAWN, State.EXPIRED, State.CANCELLED}
)
OPEN = frozenset(State) - TERMINAL


@dataclass(frozen=True, slots=True)
class Transition:
    """One row of the table: for each state it leaves, where it may lead and who may take it.

    Where it may lead to several states, the action that takes it says to which.
    """

    name: str
    moves: Mapping[State, tuple[State, ...]]
    movers: Mapping[State, frozenset[Mover]]
    # Refused while a party is suspended, the sponsor unverified or the campaign not running.
    is_blockable: bool = False
    # Changes what the campaign's budget has committed, so the campaign row is locked as well.
    touches_budget: bool = False

    def may(self, mover: Mover, state: State) -> bool:
        """Whether `mover` may take this transition from `state`."""
        return mover in self.movers.get(state, frozenset())


def _row(
    name: str,
    moves: Mapping[State, State | tuple[State, ...]],
    *movers: Mover | Mapping[State, Mover],
    is_blockable: bool = False,
    touches_budget: bool = False,
) -> Transition:
    """Build a transition; a mover given as a mapping differs from state to state."""
    allowed = {
        source: frozenset(m if isinstance(m, Mover) else m[source] for m in movers)
        for source in moves
    }
    targets = {s: (to,) if isinstance(to, State) else to for s, to in moves.items()}
    return Transition(name, targets, allowed, is_blockable, touches_budget)


S = State
IN_ORDER = tuple(state for state in State if state in RUNNING)
TRANSITIONS: Mapping[str, Transition] = {
    t.name: t
    for t in (
        _row("send", {S.DRAFT: S.OFFERED}, SPONSOR, is_blockable=True, touches_budget=True),
        _row(
            "counter",
            {S.OFFERED: S.COUNTERED, S.COUNTERED: S.OFFERED},
            ASKED,
            is_blockable=True,
            touches_budget=True,
        ),
        _row(
            "accept",
            {S.OFFERED: S.ACCEPTED, S.COUNTERED: S.ACCEPTED},
            ASKED,
            is_blockable=True,
            touches_budget=True,
        ),
        _row(
            "decline",
            {S.OFFERED: S.DECLINED, S.COUNTERED: S.DECLINED},
            ASKED,
            touches_budget=True,
        ),
        _row(
            "withdraw",
            {S.OFFERED: S.WITHDRAWN, S.COUNTERED: S.WITHDRAWN},
            MAKER,
            SYSTEM,  # when the campaign closes
            touches_budget=True,
        ),
        _row(
            "expire",
            {S.OFFERED: S.EXPIRED, S.COUNTERED: S.EXPIRED},
            SYSTEM,
            touches_budget=True,
        ),
        _row("fund", {S.ACCEPTED: S.ACTIVE}, SPONSOR),
        _row(
            "submit",
            {S.ACTIVE: S.IN_REVIEW, S.CHANGES_REQUESTED: S.IN_REVIEW},
            INFLUENCER,
        ),
        _row("request_changes", {S.IN_REVIEW: S.CHANGES_REQUESTED}, SPONSOR),
        _row("approve", {S.IN_REVIEW: S.APPROVED}, SPONSOR, SYSTEM),
        _row("post_live", {S.APPROVED: S.POSTED}, INFLUENCER),
        _row("reject_live", {S.POSTED: S.APPROVED}, SPONSOR),
        _row("complete", {S.POSTED: S.COMPLETED}, SPONSOR, SYSTEM, touches_budget=True),
        _row("cancel", {S.ACCEPTED: S.CANCELLED}, SPONSOR, INFLUENCER, SYSTEM, touches_budget=True),
        _row(
            "cancel_overdue",
            {S.ACTIVE: S.CANCELLED, S.CHANGES_REQUESTED: S.CANCELLED, S.APPROVED: S.CANCELLED},
            SPONSOR,
            touches_budget=True,
        ),
        _row(
            "cancel_agreed",
            dict.fromkeys(IN_ORDER, S.CANCELLED),
            SYSTEM,  # when a proposal to cancel is accepted
            touches_budget=True,
        ),
        _row(
            "dispute",
            dict.fromkeys(IN_ORDER, S.DISPUTED),
            SPONSOR,
            INFLUENCER,
            MODERATOR,
            touches_budget=True,  # an open proposal lapses and gives back what it held
        ),
        _row(
            "withdraw_dispute",
            {S.DISPUTED: IN_ORDER},  # to the state the dispute was opened in
            SPONSOR,
            INFLUENCER,
            MODERATOR,
        ),
        _row(
            "settle",
            {S.DISPUTED: (S.COMPLETED, S.CANCELLED)},
            MODERATOR,
            touches_budget=True,
        ),
    )
}

# Whom each open state waits for. A draft waits for its sponsor without a deadline; a dispute
# for whoever has not answered it yet, then for the moderators: see `ads.turns`.
TURN: Mapping[State, Side] = {
    S.DRAFT: Side.SPONSOR,
    S.OFFERED: Side.INFLUENCER,
    S.COUNTERED: Side.SPONSOR,
    S.ACCEPTED: Side.SPONSOR,
    S.ACTIVE: Side.INFLUENCER,
    S.IN_REVIEW: Side.SPONSOR,
    S.CHANGES_REQUESTED: Side.INFLUENCER,
    S.APPROVED: Side.INFLUENCER,
    S.POSTED: Side.SPONSOR,
}

# What a passed deadline does: the name of a system transition, or None where the state stays
# and is noted as overdue; of a dispute the moderators are told.
ON_DEADLINE: Mapping[State, str | None] = {
    S.OFFERED: "expire",
    S.COUNTERED: "expire",
    S.ACCEPTED: "cancel",
    S.ACTIVE: None,
    S.IN_REVIEW: "approve",
    S.CHANGES_REQUESTED: None,
    S.APPROVED: None,
    S.POSTED: "complete",
    S.DISPUTED: None,
}


def allowance(state: State) -> timedelta | None:
    """Return how long `state` may last by the clock alone; None where dates in the terms decide."""
    return {
        S.OFFERED: timedelta(days=settings.OFFER_DAYS),
        S.COUNTERED: timedelta(days=settings.OFFER_DAYS),
        S.ACCEPTED: timedelta(days=settings.FUNDING_DAYS),
        S.IN_REVIEW: timedelta(days=settings.REVIEW_DAYS),
        S.CHANGES_REQUESTED: timedelta(days=settings.CHANGES_DAYS),
        S.POSTED: timedelta(days=settings.LIVE_CHECK_DAYS),
        S.DISPUTED: timedelta(days=settings.DISPUTE_DAYS),
    }.get(state)


def transitions_from(state: State, mover: Mover) -> list[Transition]:
    """Return what `mover` may do in `state`, in the table's order."""
    return [t for t in TRANSITIONS.values() if t.may(mover, state)]
