"""Reports on paper."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings

from ads.workflow import State
from marketplace.digests.report.campaigns import CampaignFigures
from marketplace.digests.report.figures import Figures
from marketplace.digests.report.shown import ROWS_SHOWN, ShownMonth, ShownRow
from marketplace.digests.report.words import (
    Best,
    Headline,
    best_lines,
    best_words,
    cost,
    count,
    result_headlines,
)
from marketplace.kernel.money import format_money
from marketplace.kernel.paper import Column, Frame, Letter

FIGURES = (Column("", 3.8), Column("", 2.3, "R"), Column("", 6.5, "R"))
CAMPAIGNS = (
    Column("Campaign", 5.4),
    Column("Done", 1.4, "R"),
    Column("Spent", 2.8, "R"),
    Column("In escrow", 2.8, "R"),
    Column("Budget left", 2.8, "R"),
    Column("CPM", 2, "R"),
    Column("CPE", 2, "R"),
)
ADS = (
    Column("Ad", 5),
    Column("State", 2.8),
    Column("Spent", 2.8, "R"),
    Column("In escrow", 2.8, "R"),
    Column("Views", 2.3, "R"),
    Column("CPM", 2, "R"),
    Column("CPE", 2, "R"),
)
BEST = (
    Column("Influencer", 3.6),
    Column("Ad", 4),
    Column("Paid", 2.6, "R"),
    Column("Views", 2.4, "R"),
    Column("Likes and comments", 3, "R"),
    Column("CPM", 2, "R"),
    Column("CPE", 2, "R"),
)
SPENT = (
    "Spent is what left escrow for influencers, fees included, less what was brought back. "
    "CPM is price / views × 1,000, CPE is price / (likes + comments); both stand only where "
    "results were entered, and count only those ads."
)


def month_pdf(shown: ShownMonth, *, holder: str) -> bytes:
    """Return a month's report as PDF; the same report gives the same bytes."""
    at = shown.report.created_at
    letter = _letter("Monthly report", shown.name, holder, at)
    about = [
        f"Made {_moment(at, shown.figures.zone)}.",
        f"The month begins and ends at midnight in {shown.figures.zone}.",
    ]
    letter.put_parties([("Sponsor", holder, about)])
    letter.put_heading("The month")
    _put_figures(letter, shown.money)
    _put_results(letter, shown.results, shown.nothing_entered)
    _put_best(letter, shown.best, shown.best_words)
    letter.put_heading("Campaigns")
    _put_table(letter, CAMPAIGNS, map(_campaign_cells, shown.shown_rows), shown.more_on_page)
    _put_total(letter, CAMPAIGNS, _campaign_cells(shown.all_row))
    letter.put_note(
        f"{SPENT} Escrow is as it stood when {shown.short_name} ended, budgets as they stood when "
        "this report was made."
    )
    return bytes(letter.output())


def campaign_pdf(
    report: CampaignFigures, *, holder: str, people: Mapping[int, str], zone: ZoneInfo
) -> bytes:
    """Return a campaign's report as PDF."""
    campaign, total = report.campaign, report.total
    letter = _letter("Campaign report", campaign.title, holder, report.made_at)
    about = [f"As of {_moment(report.made_at, str(zone))}."]
    letter.put_parties([("Sponsor", holder, about)])
    letter.put_heading("So far")
    _put_figures(
        letter,
        [
            Headline("Ads done", f"{total.done:,}"),
            Headline("Spent, fees included", format_money(total.spent_minor)),
            Headline("In escrow", format_money(total.escrow_minor)),
            Headline("Budget", format_money(campaign.budget_minor)),
            Headline("Budget used", format_money(campaign.committed_minor)),
            Headline("Budget left", format_money(campaign.free_minor)),
        ],
    )
    results = list(result_headlines(total))
    silent = "Nobody has entered results so far." if total.done and not results else ""
    _put_results(letter, results, silent)
    _put_best(letter, best_lines(report.best, people), best_words(report.best))
    letter.put_heading("Ads")
    if not report.ads:
        letter.put_note("No ad of this campaign has been paid into escrow so far.")
        return bytes(letter.output())
    cells = [
        (
            f"{row.title}, {people.get(row.influencer_id, '')}",
            State(row.state).label,
            *_ad_cells(row.figures),
        )
        for row in report.ads[:ROWS_SHOWN]
    ]
    _put_table(letter, ADS, cells, max(0, len(report.ads) - ROWS_SHOWN))
    _put_total(letter, ADS, ("All ads", "", *_ad_cells(total)))
    letter.put_note(SPENT)
    return bytes(letter.output())


def _letter(name: str, title: str, holder: str, at: datetime) -> Letter:
    """Return a letter with its opening set."""
    frame = Frame(
        site_name=settings.SITE_NAME,
        name=name,
        title=title,
        running_head=f"{name} · {title}",
        foot=f"{name} of {holder} · {title} · {settings.SITE_NAME}",
    )
    letter = Letter(frame, subject=f"{name}: {title}", dated=at)
    letter.add_page()
    letter.put_opening()
    return letter


def _put_figures(letter: Letter, headlines: Iterable[Headline]) -> None:
    """Set figures one below the other, each with its change and how it came about."""
    rows = [
        (line.label, line.value, "\n".join(filter(None, (line.note, line.change))))
        for line in headlines
    ]
    letter.put_rows(FIGURES, rows)


def _put_results(letter: Letter, results: Sequence[Headline], silent: str) -> None:
    """Set what is known of the results, or that nothing is."""
    if not results and not silent:
        return
    letter.put_heading("Results entered so far")
    if results:
        _put_figures(letter, results)
    else:
        letter.put_note(silent)


def _put_best(letter: Letter, best: Sequence[Best], words: str) -> None:
    """Set the best ads, and by which measure they were found."""
    if not best:
        return
    letter.put_heading("Best performers")
    letter.put_note(words)
    letter.ln(3)
    rows = [
        (line.name, line.title, line.paid, line.views, line.engagements, line.cpm, line.cpe)
        for line in best
    ]
    letter.put_table(BEST, rows, 8.5)


def _put_table(
    letter: Letter, columns: Sequence[Column], rows: Iterable[Sequence[str]], left_out: int
) -> None:
    """Set a table, and say so if some rows are left out."""
    if left_out:
        letter.put_note(f"{left_out:,} more are in the CSV file.")
        letter.ln(3)
    letter.put_table(columns, rows, 8.5)


def _put_total(letter: Letter, columns: Sequence[Column], total: Sequence[str]) -> None:
    """Set the last row of a table, in bold below a thick line."""
    letter.put_sum(columns, (), total, 7)
    letter.ln(4)


def _campaign_cells(row: ShownRow) -> tuple[str, ...]:
    return (row.title, f"{row.done:,}", row.spent, row.escrow, row.left, row.cpm, row.cpe)


def _ad_cells(figures: Figures) -> tuple[str, ...]:
    return (
        format_money(figures.spent_minor),
        format_money(figures.escrow_minor),
        count(figures.views),
        cost(figures.cpm_minor),
        cost(figures.cpe_minor),
    )


def _moment(at: datetime, zone: str) -> str:
    local = at.astimezone(ZoneInfo(zone))
    return f"{local:%-d %B %Y, %H:%M} ({zone})"
