"""A month's statement on paper."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, tzinfo
from itertools import islice
from typing import TYPE_CHECKING

from django.conf import settings

from marketplace.kernel.money import format_money
from marketplace.kernel.paper import Column, Frame, Letter

from .statement import Line
from .statement_months import MonthSummary

if TYPE_CHECKING:
    from accounts.models import User

# Setting a line takes up to 5 ms, so the longest paper keeps a processor for 5 s and has 110 kB,
# where 5,000 lines would take 20 s. The CSV file has no limit.
MAX_LINES = 1_000
TOTALS = (Column("", 6), Column("Lines", 2, "R"), Column("In", 3, "R"), Column("Out", 3, "R"))
LINES = (
    Column("When", 3.2),
    Column("What", 8),
    Column("Amount", 3, "R"),
    Column("Balance", 3, "R"),
)


@dataclass(frozen=True, slots=True)
class StatementPaper:
    """What a printed statement says; `lines` may be fewer than `summary.count`."""

    site_name: str
    holder: str
    address: str
    zone: str
    summary: MonthSummary
    lines: tuple[tuple[str, str, str, str], ...]
    dated: datetime


def statement_paper(
    summary: MonthSummary, lines: Iterable[Line], *, holder: User, zone: tzinfo
) -> StatementPaper:
    """Return the paper of a month; `lines` are its lines, oldest first, read as far as needed."""
    shown = list(islice(lines, MAX_LINES))
    return StatementPaper(
        site_name=settings.SITE_NAME,
        holder=holder.get_full_name(),
        address=holder.email,
        zone=str(zone),
        summary=summary,
        lines=tuple(_row(line, zone) for line in shown),
        dated=shown[-1].at if shown else summary.month.starts_at(zone),
    )


def printed(paper: StatementPaper) -> bytes:
    """Return the statement as a PDF; the same paper gives the same bytes."""
    summary = paper.summary
    name = summary.month.name
    frame = Frame(
        site_name=paper.site_name,
        name="Statement",
        title=name,
        running_head=f"Statement · {name}",
        foot=f"Statement of {paper.holder} · {name} · {paper.site_name}",
    )
    letter = Letter(frame, subject=f"Statement of {name}", dated=paper.dated)
    letter.add_page()
    letter.put_opening()
    about = [paper.address, f"Days begin and end at midnight in {paper.zone}."]
    letter.put_parties([("Wallet of", paper.holder, about)])
    letter.put_heading("Balances")
    letter.put_fact("At the beginning", format_money(summary.opening_minor))
    letter.put_fact("In", format_money(summary.in_minor))
    letter.put_fact("Out", format_money(summary.out_minor))
    letter.put_fact("At the end", format_money(summary.closing_minor))
    _put_totals(letter, summary)
    _put_lines(letter, paper)
    return bytes(letter.output())


def _put_totals(letter: Letter, summary: MonthSummary) -> None:
    """Set what each kind of movement came to."""
    if not summary.kinds:
        return
    letter.put_heading("By kind")
    rows = [
        (
            kind.words,
            f"{kind.count:,}",
            format_money(kind.in_minor) if kind.in_minor else "",
            format_money(kind.out_minor) if kind.out_minor else "",
        )
        for kind in summary.kinds
    ]
    letter.put_table(TOTALS, rows)


def _put_lines(letter: Letter, paper: StatementPaper) -> None:
    """Set the lines, and say so if some are left out."""
    letter.put_heading("Lines")
    left_out = paper.summary.count - len(paper.lines)
    if left_out > 0:
        letter.put_note(
            f"This paper shows the first {len(paper.lines):,} of "
            f"{paper.summary.count:,} lines. The CSV file has all of them."
        )
        letter.ln(3)
    if not paper.lines:
        letter.put_note("Nothing moved in this month.")
        return
    letter.put_table(LINES, paper.lines, 8.5)


def _row(line: Line, zone: tzinfo) -> tuple[str, str, str, str]:
    """Return a line as the table shows it."""
    words = f"{line.words}: {line.subject.label}" if line.subject else line.words
    sign = "+" if line.amount_minor > 0 else ""
    return (
        f"{line.at.astimezone(zone):%-d %b, %H:%M}",
        words,
        f"{sign}{format_money(line.amount_minor)}",
        format_money(line.balance_minor),
    )
