"""The ads of a report, each with what its posts have reached as far as that was entered."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import Any

from django.db.models import QuerySet

from ads.models import Ad, Deliverable
from ads.workflow import State
from marketplace.digests.report.figures import Figures, Reach

# How many of the best are told.
BEST = 3
_COUNTS = ("views", "likes", "comments", "clicks")


@dataclass(frozen=True, slots=True)
class AdRow:
    """One ad; `figures` are its own. People are told by id: their names are theirs to change."""

    pk: int
    campaign_id: int
    influencer_id: int
    title: str
    state: str
    ended_at: datetime | None
    figures: Figures

    @classmethod
    def read(cls, stored: Mapping[str, Any]) -> "AdRow":
        """Return a row as `as_json` stored it."""
        return cls(
            **(dict(stored) | {"ended_at": None, "figures": Figures.read(stored["figures"])})
        )

    def as_json(self) -> dict[str, Any]:
        """Return plain values that say who, what and how good."""
        return {
            "pk": self.pk,
            "campaign_id": self.campaign_id,
            "influencer_id": self.influencer_id,
            "title": self.title,
            "state": self.state,
            "figures": self.figures.as_json(),
        }


def ad_rows(ads: QuerySet[Ad]) -> list[AdRow]:
    """Return `ads`, those that are done with their results; money is not filled in. Two queries."""
    reached = _reached_by_ad(ads)
    return [
        AdRow(
            pk=ad.pk,
            campaign_id=ad.campaign_id,
            influencer_id=ad.influencer_id,
            title=ad.title,
            state=ad.state,
            ended_at=ad.ended_at,
            figures=_figures(ad, reached.get(ad.pk, {})),
        )
        for ad in ads.only(
            *("campaign_id", "influencer_id", "title", "state", "ended_at"),
            *("released_minor", "reversed_at"),
        )
    ]


def _reached_by_ad(ads: QuerySet[Ad]) -> dict[int, dict[int, tuple[int | None, ...]]]:
    """Return views, likes, comments and clicks by ad and deliverable; of several results the
    newest counts, and a deliverable without any has None."""
    rows = (
        Deliverable.objects.filter(ad__in=ads.order_by().values("pk"))
        .order_by("results__created_at", "results__pk")
        .values_list("ad_id", "pk", *(f"results__{name}" for name in _COUNTS))
    )
    reached: dict[int, dict[int, tuple[int | None, ...]]] = {}
    for ad_id, deliverable_id, *counts in rows:
        reached.setdefault(ad_id, {})[deliverable_id] = tuple(counts)
    return reached


def _figures(ad: Ad, reached: Mapping[int, tuple[int | None, ...]]) -> Figures:
    """Count one ad. Its price pays for all its posts together, so a count is known only where it
    is known for all of them; a payment that was brought back paid for none."""
    if ad.state != State.COMPLETED:
        return Figures()
    if ad.reversed_at is not None:
        return Figures(done=1)
    views, likes, comments, clicks = (
        _sum([counts[place] for counts in reached.values()]) for place in range(len(_COUNTS))
    )
    engagements = None if likes is None or comments is None else likes + comments
    paid = ad.released_minor
    return Figures(
        done=1,
        views=Reach.of(views, paid),
        engagements=Reach.of(engagements, paid),
        clicks=Reach.of(clicks, paid),
    )


def _sum(counts: list[int | None]) -> int | None:
    known = [count for count in counts if count is not None]
    return sum(known) if known and len(known) == len(counts) else None


def best_of(rows: Iterable[AdRow]) -> list[AdRow]:
    """Return the ads that cost least per like or comment, at most `BEST`; where that is known of
    none, per view. Of two that cost the same, the one that reached more comes first."""
    found = list(rows)
    for name in ("engagements", "views"):
        known = [row for row in found if getattr(row.figures, name).count]
        if known:
            return sorted(known, key=lambda row: _cost(getattr(row.figures, name), row))[:BEST]
    return []


def _cost(reach: Reach, row: AdRow) -> tuple[Fraction, int, int]:
    return Fraction(reach.paid_minor, reach.count), -reach.count, row.pk
