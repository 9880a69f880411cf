"""A month's report as its mail, its page and its paper show it: one wording for all of them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from django.urls import reverse

from campaigns.models import Campaign
from marketplace.digests.report.figures import Figures
from marketplace.digests.report.monthly import CampaignRow, MonthFigures
from marketplace.digests.report.spans import month_before
from marketplace.digests.report.words import (
    Best,
    Headline,
    best_lines,
    best_words,
    cost,
    count_change,
    money_change,
    result_headlines,
)
from marketplace.kernel.counting import counted
from marketplace.kernel.mail.wording import one_line
from marketplace.kernel.money import format_money

if TYPE_CHECKING:
    from marketplace.digests.models import MonthlyReport

# Campaigns that a mail names, and that pages and paper do; the CSV file has all.
ROWS_IN_MAIL = 12
ROWS_SHOWN = 100


@dataclass(frozen=True, slots=True)
class ShownRow:
    """One campaign in words; what is not known is empty."""

    title: str
    url: str
    state: str
    state_words: str
    done: int
    spent: str
    escrow: str
    budget: str
    left: str
    cpm: str
    cpe: str

    @classmethod
    def of(cls, row: CampaignRow) -> "ShownRow":
        """Put a campaign's figures into words."""
        return cls(
            title=one_line(row.title),
            url=reverse("campaigns:detail", args=[row.pk]),
            state=row.state,
            state_words=Campaign.State(row.state).label,
            done=row.figures.done,
            spent=format_money(row.figures.spent_minor),
            escrow=format_money(row.figures.escrow_minor),
            budget=format_money(row.budget_minor),
            left=format_money(row.free_minor),
            cpm=cost(row.figures.cpm_minor),
            cpe=cost(row.figures.cpe_minor),
        )


class ShownMonth:
    """A stored report in words. `people` are names by influencer profile."""

    def __init__(self, report: "MonthlyReport", people: Mapping[int, str]) -> None:
        self.report = report
        self.people = people
        self.month = report.month
        self.before_name = f"{month_before(report.month):%B}"

    @cached_property
    def figures(self) -> MonthFigures:
        """What was counted."""
        return self.report.content

    @property
    def total(self) -> Figures:
        """All campaigns together."""
        return self.figures.total

    @property
    def name(self) -> str:
        """The month in words: "October 2026"."""
        return f"{self.month:%B %Y}"

    @property
    def short_name(self) -> str:
        """The month without its year."""
        return f"{self.month:%B}"

    @property
    def subject(self) -> str:
        """What matters most, in a line."""
        spent = format_money(self.total.spent_minor)
        return f"Your {self.short_name}: {counted(self.total.done, 'ad')} done, {spent} spent"

    @property
    def path(self) -> str:
        """The page."""
        return reverse("digests:report", args=[self.month])

    @property
    def csv_path(self) -> str:
        """The file for spreadsheets."""
        return reverse("digests:report_csv", args=[self.month])

    @property
    def pdf_path(self) -> str:
        """The file for paper."""
        return reverse("digests:report_pdf", args=[self.month])

    @property
    def file_name(self) -> str:
        """What its files are called, without ending."""
        return f"report-{self.month:%Y-%m}"

    @cached_property
    def money(self) -> list[Headline]:
        """Ads done, and where the money is."""
        return list(self._money())

    def _money(self) -> Iterator[Headline]:
        total, before, month = self.total, self.figures.before, self.before_name
        yield Headline("Ads done", f"{total.done:,}", count_change(total.done, before.done, month))
        yield Headline(
            "Spent, fees included",
            format_money(total.spent_minor),
            money_change(total.spent_minor, before.spent_minor, month),
        )
        if total.returned_minor:
            yield Headline(
                "Brought back to you",
                format_money(total.returned_minor),
                money_change(total.returned_minor, before.returned_minor, month),
                "Taken off what you spent.",
            )
        yield Headline(
            f"In escrow at the end of {self.short_name}",
            format_money(total.escrow_minor),
            money_change(total.escrow_minor, before.escrow_minor, month),
        )
        yield from self._budgets()

    def _budgets(self) -> Iterator[Headline]:
        """Yield the budgets, compared with those of the report before, if there was one."""
        now, last = self.figures.budgets, self.figures.last
        month = f"the report of {self.before_name}"
        whole = format_money(now.budget_minor)
        for label, used, old in (
            ("Budget used", now.committed_minor, last.committed_minor if last else None),
            ("Budget left", now.free_minor, last.free_minor if last else None),
        ):
            change = money_change(used, old, month)
            yield Headline(label, format_money(used), change, f"of {whole}")

    @cached_property
    def results(self) -> list[Headline]:
        """What is known of the results."""
        return list(result_headlines(self.total, self.figures.before, self.before_name))

    @property
    def nothing_entered(self) -> str:
        """What is said where ads are done and nothing is known of their results."""
        if self.results or not self.total.done:
            return ""
        return f"Nobody has entered results for the ads of {self.short_name} so far."

    @cached_property
    def best(self) -> list[Best]:
        """The ads that cost least for what they reached."""
        return best_lines(self.figures.best, self.people)

    @property
    def best_words(self) -> str:
        """By which measure these were found."""
        return best_words(self.figures.best)

    @property
    def budget_parts(self) -> list[tuple[str, int, str]]:
        """The budgets as `{% meter %}` shows them."""
        budgets = self.figures.budgets
        return [("Used", budgets.committed_minor, "pine"), ("Left", budgets.free_minor, "free")]

    def rows(self, most: int = ROWS_SHOWN) -> Sequence[ShownRow]:
        """Return the campaigns on which most was spent."""
        return [ShownRow.of(row) for row in self.figures.campaigns[:most]]

    @property
    def shown_rows(self) -> Sequence[ShownRow]:
        """The campaigns a page has room for."""
        return self.rows()

    @property
    def mailed_rows(self) -> Sequence[ShownRow]:
        """The campaigns a mail has room for."""
        return self.rows(ROWS_IN_MAIL)

    @property
    def more_on_page(self) -> int:
        """How many campaigns a page leaves out."""
        return max(0, len(self.figures.campaigns) - ROWS_SHOWN)

    @property
    def more_in_mail(self) -> int:
        """How many campaigns a mail leaves out."""
        return max(0, len(self.figures.campaigns) - ROWS_IN_MAIL)

    @property
    def all_row(self) -> ShownRow:
        """All campaigns together, as the last line of a table."""
        budgets = self.figures.budgets
        whole = CampaignRow(
            pk=0,
            title="All campaigns",
            state=Campaign.State.PUBLISHED,
            budget_minor=budgets.budget_minor,
            committed_minor=budgets.committed_minor,
            figures=self.total,
        )
        return ShownRow.of(whole)
