"""The contract on paper: a PDF of the frozen terms, who accepted them and when, and their hash."""

from dataclasses import dataclass
from datetime import UTC, datetime

from ads.paper.sheet import FOOT, FRAUNCES, INK, MISSING, PAGES, PINE, SOFT, Cell, Sheet, letters

# How wide the labels of terms are, and moments; in millimetres.
LABELS, MOMENTS = 40.0, 60.0


@dataclass(frozen=True, slots=True)
class Party:
    """One side: "Sponsor" or "Influencer", its name, and lines about it (handle, company)."""

    side: str
    name: str
    lines: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Acceptance:
    """Who accepted the terms, for which side, and when."""

    who: str
    side: str
    at: datetime


@dataclass(frozen=True, slots=True)
class ChangedRow:
    """A term before and after an amendment."""

    label: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Amendment:
    """An accepted change of the contract: when, by whom, what, and the hash of the new terms."""

    at: datetime
    proposer: str
    accepter: str
    changes: tuple[ChangedRow, ...]
    digest: str


@dataclass(frozen=True, slots=True)
class ContractPaper:
    """Everything a printed contract says. `digest` is the SHA-256 of the frozen terms, in hex."""

    site_name: str
    ad_id: int
    title: str
    parties: tuple[Party, ...]
    terms: tuple[tuple[str, str], ...]
    deliverable_headings: tuple[str, ...]
    deliverables: tuple[tuple[str, ...], ...]
    checklist: tuple[str, ...]
    acceptances: tuple[Acceptance, ...]
    digest: str
    amendments: tuple[Amendment, ...] = ()
    printed_at: datetime | None = None


def contract_pdf(paper: ContractPaper) -> bytes:
    """Return the contract as a PDF; the same paper gives the same bytes.

    Moments are printed in UTC. Characters that the fonts lack are shown as a box, and the paper
    says so.
    """
    sheet = ContractSheet(paper)
    sheet.add_page()
    sheet.opening()
    sheet.terms()
    sheet.deliverables()
    sheet.checklist()
    sheet.acceptances()
    sheet.amendments()
    sheet.closing()
    return bytes(sheet.output())


def moment(at: datetime) -> str:
    """Return a moment as paper says it, in UTC and to the second."""
    return f"{at.astimezone(UTC):%-d %B %Y, %H:%M:%S} UTC"


class ContractSheet(Sheet):
    """The parts of a contract, each as a method that sets it below what is there."""

    def __init__(self, paper: ContractPaper) -> None:
        super().__init__()
        self.paper = paper
        self.set_title(self.clean(f"{paper.title} · contract {paper.ad_id}"))
        self.set_author(self.clean(paper.site_name))
        self.set_creator(self.clean(paper.site_name))
        self.set_subject(f"SHA-256 {paper.digest}")
        moments = [acceptance.at for acceptance in paper.acceptances]
        moments += [amendment.at for amendment in paper.amendments]
        latest = max(moments, default=datetime(2000, 1, 1, tzinfo=UTC))
        self.set_creation_date((paper.printed_at or latest).astimezone(UTC))

    def header(self) -> None:
        """Say on every page but the first which contract this is."""
        if self.page_no() > 1:
            name = f"{self.paper.title} · contract {self.paper.ad_id}"
            self.put_row([Cell(name, self.epw, "", SOFT)], 8)
            self.ln(5)

    def footer(self) -> None:
        """Say on every page where it was printed, its number, and the hash."""
        paper = self.paper
        self.set_y(-FOOT + 6)
        self.put_rule()
        on = f" on {paper.printed_at.astimezone(UTC):%-d %B %Y}" if paper.printed_at else ""
        where = self.clean(f"Contract {paper.ad_id} · Printed from {paper.site_name}{on}")
        line = Cell("", self.epw, "", SOFT)
        self.put_line(f"{where} · Page {self.page_no()} of {PAGES}", 7.5, line)
        self.put_line(f"SHA-256 {self.clean(paper.digest)}", 7.5, line)

    def opening(self) -> None:
        """Name the site, the contract and its parties."""
        paper = self.paper
        half = self.epw / 2
        self.put_row(
            [
                Cell(paper.site_name, half, "B", PINE),
                Cell(f"Contract {paper.ad_id}", half, "", SOFT, "R"),
            ],
            10,
        )
        self.ln(10)
        title = self.clean(paper.title)
        serif = all(ord(char) in letters(FRAUNCES) for char in title)
        self.set_font("Fraunces" if serif else "Inter", "" if serif else "B", 24)
        self.set_text_color(*INK)
        self.multi_cell(0, 10.5, title, align="L", new_x="LMARGIN", new_y="NEXT")
        self.ln(7)
        self.put_rule(PINE, 0.5)
        self.ln(3)
        columns = self.epw / max(len(paper.parties), 1)
        self.put_row([Cell(party.side, columns, "", SOFT) for party in paper.parties], 8.5)
        self.put_row([Cell(party.name, columns, "B") for party in paper.parties], 12, 6.5)
        self.put_row(
            [Cell("\n".join(party.lines), columns, "", SOFT) for party in paper.parties], 9
        )

    def terms(self) -> None:
        """Print each term beside its label."""
        self.put_heading("Terms")
        for label, text in self.paper.terms:
            self._labelled(label, text)

    def deliverables(self) -> None:
        """Print the table of what is made, where and when."""
        paper = self.paper
        if not paper.deliverables:
            return
        self.put_heading("Deliverables")
        table = [paper.deliverable_headings, *paper.deliverables]
        longest = [max(map(len, column)) for column in zip(*table, strict=True)]
        parts = [min(max(length, 7), 30) for length in longest]
        widths = [self.epw * part / sum(parts) for part in parts]
        for number, row in enumerate(table):
            style, color = ("", SOFT) if number == 0 else ("", INK)
            cells = zip(row, widths, strict=True)
            self.put_ruled_row([Cell(text, width, style, color) for text, width in cells], 9)

    def checklist(self) -> None:
        """Print what a draft is measured by."""
        if self.paper.checklist:
            self.put_heading("Checklist")
        for number, item in enumerate(self.paper.checklist, 1):
            self.put_row([Cell(f"{number}.", 8, "", SOFT), Cell(item, self.epw - 8)], 9.5)
            self.ln(1)

    def acceptances(self) -> None:
        """Print who accepted, for whom and when, and the hash of what they accepted."""
        self.put_heading("Accepted by")
        for acceptance in self.paper.acceptances:
            rest = self.epw - LABELS - MOMENTS
            self.put_ruled_row(
                [
                    Cell(acceptance.side, LABELS, "", SOFT),
                    Cell(acceptance.who, rest, "B"),
                    Cell(moment(acceptance.at), MOMENTS),
                ],
                9.5,
            )
        self._labelled("SHA-256", self.paper.digest, 8.5)

    def amendments(self) -> None:
        """Print each change that both sides agreed on later."""
        for number, amendment in enumerate(self.paper.amendments, 1):
            self.put_heading(f"Amendment {number}")
            who = f"Proposed by {amendment.proposer}, accepted by {amendment.accepter}"
            self._labelled("Agreed", f"{who}, {moment(amendment.at)}")
            half = (self.epw - LABELS) / 2
            self.put_ruled_row(
                [
                    Cell(text, width, "", SOFT)
                    for text, width in (("", LABELS), ("Before", half), ("Now", half))
                ],
                9,
            )
            for change in amendment.changes:
                self.put_ruled_row(
                    [
                        Cell(change.label, LABELS, "", SOFT),
                        Cell(change.old or "–", half, "", SOFT),
                        Cell(change.new or "–", half),
                    ],
                    9.5,
                )
            self._labelled("SHA-256", amendment.digest, 8.5)

    def closing(self) -> None:
        """Say what this paper is, and what it could not show."""
        self.ln(8)
        site = self.paper.site_name
        note = (
            f"This paper prints the contract that {site} keeps. The hash is the SHA-256 of the "
            f"terms as they were frozen: {site} can compute it again from what it keeps."
        )
        if self.lost:
            note += (
                f" Some characters cannot be printed here and show as {MISSING} or in another "
                "order: the contract page shows them as they are."
            )
        self.put_row([Cell(note, self.epw, "", SOFT)], 8.5)

    def _labelled(self, label: str, text: str, size: float = 9.5) -> None:
        cells = [Cell(label, LABELS, "", SOFT), Cell(text, self.epw - LABELS)]
        self.put_ruled_row(cells, size)
