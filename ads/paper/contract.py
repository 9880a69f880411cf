"""The contract on paper: a PDF of the frozen terms, who accepted them and when, and their hash."""

from dataclasses import dataclass
from datetime import UTC, datetime

from marketplace.kernel.paper import (
    MISSING,
    SOFT,
    Cell,
    Column,
    Frame,
    Letter,
    day_text,
    moment_text,
)
from marketplace.kernel.paper.letter import LABELS

# How wide moments are, in millimetres.
MOMENTS = 60.0


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


class ContractSheet(Letter):
    """The parts of a contract, each as a method that sets it below what is there."""

    def __init__(self, paper: ContractPaper) -> None:
        self.paper = paper
        moments = [acceptance.at for acceptance in paper.acceptances]
        moments += [amendment.at for amendment in paper.amendments]
        latest = max(moments, default=datetime(2000, 1, 1, tzinfo=UTC))
        on = f" on {day_text(paper.printed_at.astimezone(UTC))}" if paper.printed_at else ""
        frame = Frame(
            site_name=paper.site_name,
            name=f"Contract {paper.ad_id}",
            title=paper.title,
            running_head=f"{paper.title} · contract {paper.ad_id}",
            foot=f"Contract {paper.ad_id} · Printed from {paper.site_name}{on}",
            last_line=f"SHA-256 {paper.digest}",
        )
        digest = f"SHA-256 {paper.digest}"
        super().__init__(frame, subject=digest, dated=paper.printed_at or latest)

    def opening(self) -> None:
        """Name the site, the contract and its parties."""
        self.put_opening()
        self.put_parties([(party.side, party.name, party.lines) for party in self.paper.parties])

    def terms(self) -> None:
        """Print each term beside its label."""
        self.put_heading("Terms")
        for label, text in self.paper.terms:
            self.put_fact(label, text)

    def deliverables(self) -> None:
        """Print the table of what is made, where and when."""
        paper = self.paper
        if not paper.deliverables:
            return
        self.put_heading("Deliverables")
        table = [paper.deliverable_headings, *paper.deliverables]
        longest = [max(map(len, column)) for column in zip(*table, strict=True)]
        parts = [min(max(length, 7), 30) for length in longest]
        headings = zip(paper.deliverable_headings, parts, strict=True)
        self.put_table([Column(heading, part) for heading, part in headings], paper.deliverables)

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
                    Cell(moment_text(acceptance.at), MOMENTS),
                ],
                9.5,
            )
        self.put_fact("SHA-256", self.paper.digest, 8.5)

    def amendments(self) -> None:
        """Print each change that both sides agreed on later."""
        for number, amendment in enumerate(self.paper.amendments, 1):
            self.put_heading(f"Amendment {number}")
            who = f"Proposed by {amendment.proposer}, accepted by {amendment.accepter}"
            self.put_fact("Agreed", f"{who}, {moment_text(amendment.at)}")
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
            self.put_fact("SHA-256", amendment.digest, 8.5)

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
        self.put_note(note)
