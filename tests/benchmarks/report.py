"""Measures the pages and says what came out."""

import json
import os
import statistics
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from django.db import connection, connections

from tests.benchmarks.client import Server
from tests.benchmarks.constants import COLUMNS, ROWS
from tests.benchmarks.pages import Cost, Page, cost, pages

# The aims of a list page; the others are told beside them.
MOST_QUERIES, MOST_BYTES, LEAST_SHARE = 6, 40_000, 0.5


@dataclass(frozen=True, slots=True)
class Line:
    """One page's figures. Rates are requests per second; `share` is the page's rate divided by
    the constant page's, the median over all rounds."""

    page: str
    rate: float
    constant_rate: float
    share: float
    queries: int
    size: int
    statements: tuple[str, ...]
    is_list: bool

    @property
    def missed(self) -> str:
        """Which aims the page misses, in words."""
        found = []
        if self.share < LEAST_SHARE:
            found.append("rate")
        if self.is_list and self.queries > MOST_QUERIES:
            found.append("queries")
        if self.is_list and self.size > MOST_BYTES:
            found.append("bytes")
        return ", ".join(found)


def measure(port: int, *, rounds: int, requests: int) -> list[Line]:
    """Measure every page; costs first, as the server's readers are signed in by them."""
    costs = [(page, cost(page)) for page in pages()]
    connections.close_all()
    return [_line(page, taken, port, rounds=rounds, requests=requests) for page, taken in costs]


def _line(page: Page, taken: Cost, port: int, *, rounds: int, requests: int) -> Line:
    """Let page and constant page take turns."""
    server = Server(port, taken.cookie)
    size = len(server.get(page.path))
    empty = len(server.get("/constant/?fill=0"))
    constant = f"/constant/?fill={max(0, round((size - empty) / (ROWS * COLUMNS)))}"
    for path in (page.path, constant):
        server.rate(path, 8)  # both workers load what they load once
    rates = [
        (server.rate(page.path, requests), server.rate(constant, requests)) for _ in range(rounds)
    ]
    return Line(
        page=page.name,
        rate=statistics.median(rate for rate, _ in rates),
        constant_rate=statistics.median(rate for _, rate in rates),
        share=statistics.median(rate / floor for rate, floor in rates),
        queries=taken.queries,
        size=size,
        statements=taken.statements,
        is_list=page.is_list,
    )


def table(lines: list[Line]) -> str:
    """Return the figures as text."""
    head = f"{'page':20}{'req/s':>8}{'constant':>10}{'share':>8}{'queries':>9}{'bytes':>9}  misses"
    rows = [
        f"{line.page:20}{line.rate:8.0f}{line.constant_rate:10.0f}{line.share:8.0%}"
        f"{line.queries:9}{line.size:9,}  {line.missed}"
        for line in lines
    ]
    aims = (
        f"Aims: at least {LEAST_SHARE:.0%} of the constant page's rate; for lists at most "
        f"{MOST_QUERIES} queries and {MOST_BYTES:,} bytes."
    )
    where = f"{connection.vendor}, gunicorn with 2 sync workers, {os.cpu_count()} cores"
    return "\n".join([where, head, *rows, aims])


def statements(lines: list[Line]) -> str:
    """Return the SQL of each page."""
    parts = []
    for line in lines:
        parts += [f"\n== {line.page}", *(f"  {sql[:400]}" for sql in line.statements)]
    return "\n".join(parts)


def keep(lines: list[Line], text: str, *, folder: Path) -> None:
    """Write the table, and the figures for machines, into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    name = f"{datetime.now(UTC):%Y%m%dT%H%M%SZ}-{connection.vendor}"
    (folder / f"{name}.txt").write_text(text + "\n")
    figures = [
        {key: value for key, value in asdict(line).items() if key != "statements"} for line in lines
    ]
    (folder / f"{name}.json").write_text(json.dumps(figures, indent=1) + "\n")
