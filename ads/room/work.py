"""The deliverables on the page: where each stands and what was handed in for it."""

from dataclasses import dataclass
from datetime import date

from ads.models import Deliverable, OfferItem, Submission
from ads.room.reader import Reader
from ads.workflow import State


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


def work_rows(reader: Reader) -> list[WorkRow]:
    """Return the deliverables; before acceptance, what the offer on the table asks for."""
    if reader.deliverables:
        return [_row(reader, deliverable) for deliverable in reader.deliverables]
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


def _row(reader: Reader, deliverable: Deliverable) -> WorkRow:
    handed_in = list(deliverable.submissions.all())
    drafts = [s for s in handed_in if s.kind == Submission.Kind.DRAFT]
    links = [s for s in handed_in if s.kind == Submission.Kind.LIVE]
    return WorkRow(
        title=deliverable.get_kind_display(),
        platform=deliverable.get_platform_display(),
        due_date=deliverable.due_date,
        posting_date=deliverable.posting_date,
        live_days=deliverable.live_days,
        badge=_badge(reader, deliverable, has_draft=bool(drafts)),
        latest=drafts[-1] if drafts else None,
        live=links[-1] if links else None,
        earlier=tuple(reversed(drafts[:-1] + links[:-1])),
    )


def _badge(reader: Reader, deliverable: Deliverable, *, has_draft: bool) -> str:
    if deliverable.needs_changes and not reader.ad.is_over:
        return "changes_requested"
    match reader.state:
        case State.ACTIVE if reader.ad.is_overdue:
            return "overdue"
        case State.ACCEPTED | State.ACTIVE:
            return "due"
        case State.APPROVED:
            return "approved"
        case State.POSTED | State.COMPLETED:
            return "live"
        case _:
            return "draft_in" if has_draft else ""
