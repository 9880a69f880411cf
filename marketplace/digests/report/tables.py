"""Reports as rows of CSV files: every figure as a number, and nothing where it is not known."""

from collections.abc import Iterator, Mapping

from django.conf import settings

from ads.workflow import State
from campaigns.models import Campaign
from marketplace.digests.report.campaigns import CampaignFigures
from marketplace.digests.report.figures import Figures, Reach
from marketplace.digests.report.monthly import MonthFigures
from marketplace.kernel.money import to_major
from marketplace.kernel.spreadsheets import as_text

Row = tuple[object, ...]

MONEY = ("Spent", "Brought back", "In escrow")
RESULTS = (
    *("Views", "Ads with views", "CPM"),
    *("Likes and comments", "Ads with likes and comments", "CPE"),
    *("Clicks", "Ads with clicks", "Currency"),
)
BUDGET = ("Budget", "Budget used", "Budget left")


def month_rows(figures: MonthFigures) -> Iterator[Row]:
    """Yield headings, a row for each campaign, and one for all together."""
    yield ("Campaign", "State", "Ads done", *MONEY, *BUDGET, *RESULTS)
    for row in figures.campaigns:
        state = Campaign.State(row.state).label
        budget = (row.budget_minor, row.committed_minor, row.free_minor)
        yield (as_text(row.title), state, *_cells(row.figures, budget))
    whole = figures.budgets
    budget = (whole.budget_minor, whole.committed_minor, whole.free_minor)
    yield ("All campaigns", "", *_cells(figures.total, budget))


def campaign_rows(report: CampaignFigures, people: Mapping[int, str]) -> Iterator[Row]:
    """Yield headings, a row for each ad, and one for all together, which has the budget."""
    yield ("Ad", "Influencer", "State", "Ads done", *MONEY, *BUDGET, *RESULTS)
    for row in report.ads:
        name = people.get(row.influencer_id, "")
        cells = _cells(row.figures, ())
        yield (as_text(row.title), as_text(name), State(row.state).label, *cells)
    campaign = report.campaign
    budget = (campaign.budget_minor, campaign.committed_minor, campaign.free_minor)
    yield ("All ads", "", "", *_cells(report.total, budget))


def _cells(figures: Figures, budget: tuple[int, ...]) -> Row:
    return (
        figures.done,
        to_major(figures.spent_minor),
        to_major(figures.returned_minor),
        to_major(figures.escrow_minor),
        *(map(to_major, budget) if budget else ("",) * len(BUDGET)),
        *_counted(figures.views),
        _major(figures.cpm_minor),
        *_counted(figures.engagements),
        _major(figures.cpe_minor),
        *_counted(figures.clicks),
        settings.CURRENCY,
    )


def _counted(reach: Reach) -> Row:
    return (reach.count, reach.ads) if reach else ("", "")


def _major(minor: int | None) -> object:
    return "" if minor is None else to_major(minor)
