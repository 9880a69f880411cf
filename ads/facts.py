"""What an ad's history says about the two who made it: facts beside the stars.

Pure but for `ads.past`, which reads the history: these functions count and divide. A fact that
fewer than `LEAST` ads stand behind is left out, because it would say more than is known.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from statistics import median

from ads.past import Past, Step
from ads.workflow import Side, State
from marketplace.kernel.counting import counted

LEAST = 3
ANSWERS = frozenset({"accept", "decline", "counter"})
HANDING_IN = frozenset({State.ACTIVE, State.CHANGES_REQUESTED})


@dataclass(frozen=True, slots=True)
class Finding:
    """One fact: its name, its value in words, and how many ads stand behind it."""

    name: str
    value: str
    ads: int


@dataclass(frozen=True, slots=True)
class Definition:
    """What a fact is called, how it is worked out, and what does it: value and ads, or None."""

    label: str
    formula: str
    work_out: Callable[[Sequence[Past], Side], tuple[str, int] | None]


def findings(pasts: Sequence[Past], side: Side) -> list[Finding]:
    """Return what `pasts` say about their `side`, in the order they are shown."""
    found = []
    for name, definition in DEFINITIONS[side].items():
        answer = definition.work_out(pasts, side)
        if answer is not None and answer[1] >= LEAST:
            found.append(Finding(name, *answer))
    return found


def on_time(pasts: Sequence[Past], side: Side) -> tuple[str, int] | None:
    """Ads whose drafts never became overdue, of those that had drafts handed in or overdue."""
    late = handed_in = 0
    for past in pasts:
        if any(map(_is_late, past.steps)):
            late += 1
        elif any(step.transition == "submit" for step in past.steps):
            handed_in += 1
    return _share(handed_in, handed_in + late, handed_in + late)


def _is_late(step: Step) -> bool:
    return step.transition == "overdue" and step.source in HANDING_IN


def response_rate(pasts: Sequence[Past], side: Side) -> tuple[str, int] | None:
    """Offers the side answered, of those it answered or let expire."""
    asked = [(past, waited) for past in pasts for waited in _asked(past, side)]
    answered = [past for past, waited in asked if waited is not None]
    return _share(len(answered), len(asked), len({past.pk for past, _ in asked}))


def answer_time(pasts: Sequence[Past], side: Side) -> tuple[str, int] | None:
    """The median time from being asked to answering."""
    waits = [(past.pk, waited) for past in pasts for waited in _asked(past, side) if waited]
    return _median([waited for _, waited in waits], len({pk for pk, _ in waits}))


def _asked(past: Past, side: Side) -> list[timedelta | None]:
    """Return how long the side took over each offer put to it; None for one that expired.

    An offer that still waits, or was withdrawn first, is left out.
    """
    asking = State.OFFERED if side is Side.INFLUENCER else State.COUNTERED
    found: list[timedelta | None] = []
    since = None
    for step in past.steps:
        if since is not None and step.source == asking:
            if step.transition in ANSWERS:
                found.append(step.at - since)
            elif step.transition == "expire":
                found.append(None)
        since = step.at if step.target == asking else None
    return found


def approval_time(pasts: Sequence[Past], side: Side) -> tuple[str, int] | None:
    """The median time from the last hand-in to the approval by a person."""
    waits = []
    for past in pasts:
        handed_in = None
        for step in past.steps:
            if step.transition in ("submit", "withdraw_dispute"):
                handed_in = step.at
            elif step.transition == "approve" and not step.is_system and handed_in:
                waits.append(step.at - handed_in)
    return _median(waits, len(waits))


def auto_approvals(pasts: Sequence[Past], side: Side) -> tuple[str, int] | None:
    """Approvals that silence gave, of all."""
    given = [step for past in pasts for step in past.steps if step.transition == "approve"]
    return _share(sum(step.is_system for step in given), len(given), len(given))


def paid_on_time(pasts: Sequence[Past], side: Side) -> tuple[str, int] | None:
    """Accepted ads that were paid into escrow, of those that were paid, or ended because the
    sponsor cancelled or let the time pass."""
    paid = sum(any(s.transition == "fund" for s in past.steps) for past in pasts)
    unpaid = sum(any(map(_was_not_paid, past.steps)) for past in pasts)
    return _share(paid, paid + unpaid, paid + unpaid)


def _was_not_paid(step: Step) -> bool:
    return step.transition == "cancel" and step.by is not Side.INFLUENCER


def disputes_lost(pasts: Sequence[Past], side: Side) -> tuple[str, int] | None:
    """Disputes that a moderator settled with the smaller part for this side."""
    ended = [past for past in pasts if past.is_paid_end]
    lost = sum(past.lost_by is side for past in ended)
    settled = sum(past.is_settled for past in ended)
    return (f"{lost} of {settled} settled" if settled else "None", len(ended))


def repeat_partners(pasts: Sequence[Past], side: Side) -> tuple[str, int] | None:
    """Partners with two or more completed ads, of all with one."""
    completed = [past for past in pasts if past.state is State.COMPLETED]
    by_partner = Counter(past.partner for past in completed)
    again = sum(count >= 2 for count in by_partner.values())
    return (f"{again} of {len(by_partner)}", len(completed))


def _share(part: int, whole: int, ads: int) -> tuple[str, int] | None:
    """Return a percentage; only the whole is 100 %, and only nothing is 0 %."""
    if not whole:
        return None
    percent = round(100 * part / whole)
    if 0 < part < whole:
        percent = min(99, max(1, percent))
    return f"{percent} %", ads


def _median(waits: Iterable[timedelta], ads: int) -> tuple[str, int] | None:
    """Return a time in hours, from two days up in days."""
    seconds = [waited.total_seconds() for waited in waits]
    if not seconds:
        return None
    hours = median(seconds) / 3600
    if hours < 1:
        return "under an hour", ads
    if hours < 48:
        return counted(round(hours), "hour"), ads
    return counted(round(hours / 24), "day"), ads


_REPEAT = Definition(
    "Repeat partners",
    "Partners with two or more completed ads, of all partners with one.",
    repeat_partners,
)
_LOST = Definition(
    "Disputes lost",
    "Settlements by a moderator that gave the other side the larger part of the price.",
    disputes_lost,
)

DEFINITIONS: Mapping[Side, Mapping[str, Definition]] = {
    Side.INFLUENCER: {
        "on_time": Definition(
            "On time",
            "Ads whose drafts were all in before the deadline in force, of those with drafts "
            "handed in or overdue.",
            on_time,
        ),
        "response": Definition(
            "Answers offers",
            "Offers accepted, declined or countered, of those answered or expired.",
            response_rate,
        ),
        "answer_time": Definition(
            "Time to answer", "Median from an offer to its answer.", answer_time
        ),
        "repeat": _REPEAT,
        "lost": _LOST,
    },
    Side.SPONSOR: {
        "paid": Definition(
            "Pays on time",
            "Accepted ads paid into escrow, of those paid, cancelled by the sponsor, or left "
            "unpaid until the deadline.",
            paid_on_time,
        ),
        "approval_time": Definition(
            "Time to approve",
            "Median from the last drafts handed in to their approval by a person.",
            approval_time,
        ),
        "auto": Definition(
            "Approved by silence",
            "Approvals given by a passed deadline, of all approvals.",
            auto_approvals,
        ),
        "response": Definition(
            "Answers counter-offers",
            "Counter-offers accepted, declined or countered, of those answered or expired.",
            response_rate,
        ),
        "repeat": _REPEAT,
        "lost": _LOST,
    },
}
