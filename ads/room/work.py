"""The deliverables on the page: where each stands and what was handed in for it."""

from dataclasses import dataclass
from datetime import date

from django.db.models import prefetch_related_objects

from ads.hand_ins import checklist
from ads.models import AdEvent, Deliverable, OfferItem, Result, Submission
from ads.room.reader import Reader
from ads.room.results import Reached, results_of
from ads.workflow import State
from marketplace.kernel.counting import counted

BEFORE_APPROVAL = frozenset({State.ACCEPTED, State.ACTIVE, State.IN_REVIEW})


@dataclass(frozen=True, slots=True)
class WorkRow:
    """One deliverable, or before acceptance one line of the offer."""

    title: str
    platform: str
    due_date: date
    posting_date: date
    live_days: int
    badge: str = ""  # a state of the "deliverable" badges, or none
    latest: Submission | None = None
    live: Submission | None = None
    earlier: tuple[Submission, ...] = ()
    result: Result | None = None
    reached: tuple[Reached, ...] = ()  # newest first


def work_rows(reader: Reader) -> list[WorkRow]:
    """Return the deliverables; before acceptance, what the offer on the table asks for."""
    if reader.deliverables:
        handed_in = [s for item in reader.deliverables for s in item.submissions.all()]
        prefetch_related_objects(handed_in, "attachments")
        is_live = any(s.kind == Submission.Kind.LIVE for s in handed_in)
        results = list(results_of(reader)) if is_live else []
        return [
            _row(reader, item, [r for r in results if r.deliverable_id == item.pk])
            for item in reader.deliverables
        ]
    current = reader.ad.current_offer
    for offer in reader.offers:
        if current and offer.number == current.number:
            return [_planned(item) for item in offer.items.all()]
    return []


def _planned(item: OfferItem) -> WorkRow:
    count = f"{item.quantity} × " if item.quantity > 1 else ""
    return WorkRow(
        title=f"{count}{item.get_kind_display()}",
        platform=item.get_platform_display(),
        due_date=item.due_date,
        posting_date=item.posting_date,
        live_days=item.live_days,
    )


def _row(reader: Reader, deliverable: Deliverable, results: list[Result]) -> WorkRow:
    handed_in = list(deliverable.submissions.all())
    drafts = [s for s in handed_in if s.kind == Submission.Kind.DRAFT]
    links = [s for s in handed_in if s.kind == Submission.Kind.LIVE]
    return WorkRow(
        title=f"{_number(reader, deliverable)}{deliverable.get_kind_display()}",
        platform=deliverable.get_platform_display(),
        due_date=deliverable.due_date,
        posting_date=deliverable.posting_date,
        live_days=deliverable.live_days,
        badge=_badge(reader, deliverable, has_draft=bool(drafts), is_live=bool(links)),
        latest=drafts[-1] if drafts else None,
        live=links[-1] if links else None,
        earlier=tuple(reversed(drafts[:-1] + links[:-1])),
        result=results[0] if results else None,
        reached=tuple(Reached.of(result) for result in results),
    )


def _number(reader: Reader, deliverable: Deliverable) -> str:
    """Return the number in front of a deliverable's name, where there are several."""
    return f"{deliverable.position}. " if len(reader.deliverables) > 1 else ""


def last_captions(reader: Reader) -> dict[int, str]:
    """Return the caption handed in last for each deliverable, by its id."""
    return {
        item.pk: submission.caption
        for item in reader.deliverables
        for submission in item.submissions.all()
        if submission.kind == Submission.Kind.DRAFT
    }


def _badge(reader: Reader, deliverable: Deliverable, *, has_draft: bool, is_live: bool) -> str:
    if deliverable.needs_changes and not reader.ad.is_over:
        return "changes_requested"
    match reader.state:
        case State.ACTIVE if reader.ad.is_overdue:
            return "overdue"
        case State.ACCEPTED | State.ACTIVE:
            return "due"
        case State.APPROVED:
            return "approved"
        case State.POSTED | State.COMPLETED if is_live:
            return "live"
        case _:
            return "draft_in" if has_draft else ""


@dataclass(frozen=True, slots=True)
class AskedChanges:
    """What the sponsor wants changed about the drafts."""

    drafts: tuple[str, ...]
    items: tuple[str, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class Tick:
    """One item of the checklist, and whether the influencer says that the drafts cover it."""

    text: str
    is_covered: bool


def round_words(reader: Reader) -> str:
    """Return the counter of rounds of changes; nothing before the terms are agreed."""
    if not reader.deliverables:
        return ""
    if reader.ad.rounds_used:
        return f"Round {reader.ad.rounds_used} of {reader.rounds}"
    if reader.state not in BEFORE_APPROVAL:
        return ""
    agreed = counted(reader.rounds, "round") if reader.rounds else "no rounds"
    return f"First drafts, {agreed} of changes agreed"


def asked_changes(reader: Reader) -> AskedChanges | None:
    """Return what should change, while it has to."""
    if reader.state is not State.CHANGES_REQUESTED:
        return None
    event = _last(reader, "request_changes")
    if event is None:
        return None
    named = event.data.get("deliverables", [])
    return AskedChanges(
        drafts=tuple(
            f"{_number(reader, item)}{item}" for item in reader.deliverables if item.pk in named
        ),
        items=tuple(item["text"] for item in event.data.get("items", [])),
        reason=event.reason,
    )


def ticks(reader: Reader) -> list[Tick]:
    """Return the checklist with the influencer's ticks, while the drafts are reviewed."""
    if reader.state is not State.IN_REVIEW:
        return []
    event = _last(reader, "submit")
    if event is None or "covered" not in event.data:
        return []
    covered = {item["position"] for item in event.data["covered"]}
    items = enumerate(checklist(reader.ad), start=1)
    return [Tick(text, number in covered) for number, text in items]


def _last(reader: Reader, transition: str) -> AdEvent | None:
    events = reader.ad.events.filter(transition=transition)
    return events.order_by("-created_at", "-pk").first()
