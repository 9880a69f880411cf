"""A letter: sheets with the site's name above, the paper's name on every page, facts and tables."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from .sheet import FOOT, FRAUNCES, INK, PAGES, PINE, SOFT, Cell, Sheet, letters

# How wide the labels of facts are, in millimetres.
LABELS = 40.0


@dataclass(frozen=True, slots=True)
class Frame:
    """What every page says: the site, the paper's name ("Contract 1042") and its title.

    `foot` stands at the left below each page, before the page's number; `last_line` below it.
    `running_head` stands above every page but the first.
    """

    site_name: str
    name: str
    title: str
    running_head: str
    foot: str
    last_line: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: its heading, its part of the width, and how it is set."""

    heading: str
    part: float
    align: str = "L"


class Letter(Sheet):
    """A sheet with a frame. `dated` is its creation date, so the same data is the same file."""

    def __init__(self, frame: Frame, *, subject: str, dated: datetime) -> None:
        super().__init__()
        self.frame = frame
        self.set_title(self.clean(frame.running_head))
        self.set_author(self.clean(frame.site_name))
        self.set_creator(self.clean(frame.site_name))
        self.set_subject(self.clean(subject))
        self.set_creation_date(dated.astimezone(UTC))

    def header(self) -> None:
        """Say on every page but the first which paper this is."""
        if self.page_no() > 1:
            self.put_row([Cell(self.frame.running_head, self.epw, "", SOFT)], 8)
            self.ln(5)

    def footer(self) -> None:
        """Say on every page where it was printed, and its number."""
        self.set_y(-FOOT + 6)
        self.put_rule()
        line = Cell("", self.epw, "", SOFT)
        self.put_line(
            f"{self.clean(self.frame.foot)} · Page {self.page_no()} of {PAGES}", 7.5, line
        )
        if self.frame.last_line:
            self.put_line(self.clean(self.frame.last_line), 7.5, line)

    def put_opening(self) -> None:
        """Set the site's name, the paper's name, and its title above a rule."""
        half = self.epw / 2
        self.put_row(
            [
                Cell(self.frame.site_name, half, "B", PINE),
                Cell(self.frame.name, half, "", SOFT, "R"),
            ],
            10,
        )
        self.ln(10)
        title = self.clean(self.frame.title)
        serif = all(ord(char) in letters(FRAUNCES) for char in title)
        self.set_font("Fraunces" if serif else "Inter", "" if serif else "B", 24)
        self.set_text_color(*INK)
        self.multi_cell(0, 10.5, title, align="L", new_x="LMARGIN", new_y="NEXT")
        self.ln(7)
        self.put_rule(PINE, 0.5)
        self.ln(3)

    def put_parties(self, parties: Sequence[tuple[str, str, Iterable[str]]]) -> None:
        """Set who is concerned side by side: what they are, their name, and lines about them."""
        width = self.epw / max(len(parties), 1)
        self.put_row([Cell(side, width, "", SOFT) for side, _, _ in parties], 8.5)
        self.put_row([Cell(name, width, "B") for _, name, _ in parties], 12, 6.5)
        self.put_row([Cell("\n".join(lines), width, "", SOFT) for _, _, lines in parties], 9)

    def put_fact(self, label: str, text: str, size: float = 9.5) -> None:
        """Set a label and what it says."""
        cells = [Cell(label, LABELS, "", SOFT), Cell(text, self.epw - LABELS)]
        self.put_ruled_row(cells, size)

    def put_table(
        self, columns: Sequence[Column], rows: Iterable[Sequence[str]], size: float = 9
    ) -> None:
        """Set a table, each row below a thin line."""
        setting = self._widths(columns)
        heads = [Cell(col.heading, width, "", SOFT, col.align) for col, width in setting]
        self.put_ruled_row(heads, size)
        self.put_rows(columns, rows, size)

    def put_rows(
        self, columns: Sequence[Column], rows: Iterable[Sequence[str]], size: float = 9.5
    ) -> None:
        """Set rows without headings, each below a thin line."""
        setting = self._widths(columns)
        for row in rows:
            cells = zip(row, setting, strict=True)
            self.put_ruled_row([Cell(t, width, "", INK, c.align) for t, (c, width) in cells], size)

    def put_sum(
        self,
        columns: Sequence[Column],
        rows: Iterable[Sequence[str]],
        total: Sequence[str],
        size: float = 9.5,
    ) -> None:
        """Set rows of amounts without headings, and their total in bold below a thick line."""
        setting = self._widths(columns)
        self.put_rows(columns, rows, size)
        self.put_rule(PINE, 0.5)
        self.ln(2.5)
        cells = zip(total, setting, strict=True)
        self.put_row([Cell(t, width, "B", INK, c.align) for t, (c, width) in cells], size + 2)

    def _widths(self, columns: Sequence[Column]) -> list[tuple[Column, float]]:
        """Return each column with its width."""
        whole = sum(column.part for column in columns)
        return [(column, self.epw * column.part / whole) for column in columns]

    def put_note(self, text: str) -> None:
        """Set small print."""
        self.put_row([Cell(text, self.epw, "", SOFT)], 8.5)


def day_text(day: date) -> str:
    """Return a day as paper says it."""
    return f"{day:%-d %B %Y}"


def moment_text(at: datetime) -> str:
    """Return a moment as paper says it, in UTC and to the second."""
    return f"{at.astimezone(UTC):%-d %B %Y, %H:%M:%S} UTC"
