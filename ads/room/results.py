"""What the posts reached: the newest figures, those from before, and what they cost."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db.models import QuerySet

from ads.actions.results import COUNTS
from ads.figures import Figure, cpe_minor, cpm_minor
from ads.models import Attachment, Result
from ads.room.reader import Reader


@dataclass(frozen=True, slots=True)
class Reached:
    """One measurement: the figures that are known, and its proof."""

    measured_date: date
    created_at: datetime
    figures: tuple[tuple[str, int], ...]
    files: Sequence[Attachment]

    @classmethod
    def of(cls, result: Result) -> "Reached":
        """Read a result whose files are loaded."""
        known = [(word, getattr(result, word)) for word in COUNTS]
        return cls(
            measured_date=result.measured_date,
            created_at=result.created_at,
            figures=tuple((word, count) for word, count in known if count is not None),
            files=list(result.attachments.all()),
        )


def results_of(reader: Reader) -> QuerySet[Result]:
    """Return all results of the ad with their files, newest first."""
    results = Result.objects.filter(deliverable__ad=reader.ad).prefetch_related("attachments")
    return results.order_by("-created_at", "-pk")


def costs(reader: Reader, newest: Sequence[Result | None]) -> list[Figure]:
    """Return CPM and CPE over all deliverables, each only where its figures are known for all:
    the price pays for all of them together. A payment that was brought back paid for none."""
    if reader.ad.reversed_at is not None:
        return []
    paid = reader.ad.released_minor or reader.price_minor
    views = _total([result.views if result else None for result in newest])
    engagements = _total([_engagements(result) if result else None for result in newest])
    cpm = cpm_minor(paid, views)
    cpe = cpe_minor(paid, Decimal(engagements) if engagements else None)
    found = (
        ("CPM", cpm, "price / views × 1,000"),
        ("CPE", cpe, "price / (likes + comments)"),
    )
    return [Figure(name, minor, formula) for name, minor, formula in found if minor is not None]


def _engagements(result: Result) -> int | None:
    if result.likes is None or result.comments is None:
        return None
    return result.likes + result.comments


def _total(counts: Sequence[int | None]) -> int | None:
    """Return the sum where all are known."""
    known = [count for count in counts if count is not None]
    return sum(known) if known and len(known) == len(counts) else None
