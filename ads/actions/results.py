"""What the live posts reached, as the influencer reads it from the platforms."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from ads.actions.files import attach_files
from ads.actions.files_by_part import FilesByPart, clean_by_part
from ads.actions.moves import check_party, lock_ad
from ads.actions.telling import record
from ads.deadlines import local_day
from ads.models import Ad, Deliverable, Result, Submission
from ads.workflow import Side, State
from marketplace.kernel.errors import Refused

if TYPE_CHECKING:
    from accounts.models import User

# After the posts went live; a dispute does not stop what they reach.
OPEN_STATES = frozenset({State.POSTED, State.DISPUTED, State.COMPLETED})
# What is counted, as a page shows it.
COUNTS = ("views", "likes", "comments", "clicks")
# More than any post has reached; what is above is a slip of the finger.
MAX_COUNT = 10**12


@dataclass(frozen=True, slots=True)
class Figures:
    """What one post had reached by the end of a day; None is "not known", never zero."""

    measured_date: date
    views: int | None = None
    likes: int | None = None
    comments: int | None = None
    clicks: int | None = None

    @property
    def counts(self) -> tuple[int | None, ...]:
        """The four counts."""
        return tuple(getattr(self, name) for name in COUNTS)


def enter_results(
    *,
    actor: "User",
    ad: Ad,
    results: Mapping[int, Figures],
    files: "FilesByPart | None" = None,
    now: datetime | None = None,
) -> list[Result]:
    """Add what was measured by deliverable id, as the influencer; the newest counts, and what was
    entered before stays. `files` are proof, by the same ids. The sponsor is told once for all.

    Raises Refused for anybody else, before the posts are live, for a day before they went live or
    still to come, for counts that cannot be, and where nothing is new.
    """
    moment = now or timezone.now()
    proofs = clean_by_part(files)
    with transaction.atomic():
        locked = lock_ad(ad.pk, lock_campaign=False)
        check_open(locked, actor)
        items = {item.pk: item for item in locked.deliverables.prefetch_related("submissions")}
        if (set(results) | set(proofs)) - set(items):
            raise Refused("One of the results is not for a part of this ad.")
        if set(proofs) - set(results):
            raise Refused("A proof needs the figures it proves.")
        for pk, figures in results.items():
            _check(locked, items[pk], figures, moment)
        rows = [
            Result(deliverable=items[pk], actor=actor, created_at=moment, **asdict(figures))
            for pk, figures in results.items()
            if proofs.get(pk) or not _is_known(items[pk], figures)
        ]
        if not rows:
            raise Refused("These are the results you entered last. There is nothing new to add.")
        for row in rows:
            row.save(force_insert=True)
            kept = proofs.get(row.deliverable_id, [])
            attach_files(actor=actor, ad=locked, files=kept, result=row, now=moment)
        data = {"deliverables": sorted(row.deliverable_id for row in rows)}
        record(locked, "results", source=State(locked.state), actor=actor, now=moment, data=data)
    return rows


def check_open(ad: Ad, actor: "User") -> None:
    """Raise Refused unless the influencer may say now what the posts reached."""
    check_party(ad, actor)
    if ad.is_history:
        raise Refused("This ad is history from an earlier platform and stays as it is.")
    if ad.side_of(actor) is not Side.INFLUENCER:
        raise Refused("Only the influencer enters results.")
    if ad.state not in OPEN_STATES:
        raise Refused("Results can be entered once the posts are live.")


def _check(ad: Ad, deliverable: Deliverable, figures: Figures, now: datetime) -> None:
    """Raise Refused for figures that cannot be of this live post."""
    links = [s for s in deliverable.submissions.all() if s.kind == Submission.Kind.LIVE]
    if not links:
        raise Refused(f"{deliverable} has not gone live, so it has no results.")
    known = [count for count in figures.counts if count is not None]
    if not known:
        raise Refused("Enter at least one figure.", field=f"views_{deliverable.pk}")
    if not all(0 <= count <= MAX_COUNT for count in known):
        message = f"Enter figures from 0 to {MAX_COUNT:,}."
        raise Refused(message, field=f"views_{deliverable.pk}")
    field = f"measured_{deliverable.pk}"
    if figures.measured_date > local_day(ad, now):
        raise Refused("That day is still to come. Enter the day you read it.", field=field)
    posted = links[-1].posted_date or local_day(ad, links[-1].created_at)
    if figures.measured_date < posted:
        message = f"The post went live on {posted:%-d %B %Y}. Enter that day or a later one."
        raise Refused(message, field=field)


def _is_known(deliverable: Deliverable, figures: Figures) -> bool:
    """Whether the newest results of the deliverable say the same: a second press adds nothing."""
    newest = deliverable.results.order_by("-created_at", "-pk").first()
    return newest is not None and figures == Figures(
        **{name: getattr(newest, name) for name in asdict(figures)}
    )
