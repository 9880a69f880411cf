"""Made-up data for the preview of the monthly report."""

from datetime import UTC, date, datetime
from typing import Any

from campaigns.models import Campaign
from marketplace.digests.models import MonthlyReport
from marketplace.digests.report import (
    AdRow,
    Budgets,
    CampaignRow,
    Figures,
    MonthFigures,
    Reach,
    ShownMonth,
)

PEOPLE = {1: "Sample Runner", 2: "Sample Climber", 3: "Sample Knitter"}


def monthly() -> dict[str, Any]:
    """Return a report on two campaigns, one of which has results."""
    best = [
        _ad(1, "Two trail videos", 45_000, views=48_200, likes=2_410),
        _ad(2, "Rain test", 60_000, views=39_000, likes=1_900),
    ]
    known = best[0].figures + best[1].figures
    figures = MonthFigures(
        zone="Europe/Berlin",
        campaigns=[
            _campaign(
                1, "Autumn trail shoes", 400_000, 265_000,
                Figures(1, 135_000, 0, 90_000) + known,
            ),
            _campaign(2, "Winter gloves", 150_000, 45_000, Figures(0, 0, 0, 45_000)),
        ],
        before=Figures(2, 110_000, 0, 135_000, Reach(30_000, 1, 90_000), Reach(1_200, 1, 90_000)),
        best=best,
        last=Budgets(2, 500_000, 200_000),
    )  # fmt: skip
    report = MonthlyReport(
        month=date(2026, 10, 1),
        figures=figures.as_json(),
        created_at=datetime(2026, 11, 1, 7, tzinfo=UTC),
    )
    return {"report": ShownMonth(report, PEOPLE)}


def _campaign(pk: int, title: str, budget: int, committed: int, figures: Figures) -> CampaignRow:
    return CampaignRow(pk, title, Campaign.State.PUBLISHED, budget, committed, figures)


def _ad(influencer: int, title: str, paid_minor: int, *, views: int, likes: int) -> AdRow:
    figures = Figures(
        done=1, views=Reach(views, 1, paid_minor), engagements=Reach(likes, 1, paid_minor)
    )
    return AdRow(influencer, 1, influencer, title, "completed", None, figures)
