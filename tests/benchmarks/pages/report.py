"""Measures the pages and says what came out."""

import statistics
from argparse import Namespace
from dataclasses import asdict, dataclass

from django.core.management import call_command
from django.db import connections

from tests.benchmarks.market import fill
from tests.benchmarks.pages.client import Server
from tests.benchmarks.pages.constants import COLUMNS, ROWS
from tests.benchmarks.pages.readers import Cost, Page, cost, pages
from tests.benchmarks.pages.site import gunicorn
from tests.benchmarks.results import Result, machine

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


def run(options: Namespace) -> Result:
    """Measure every page; costs first, as the server's readers are signed in by them."""
    call_command("collectstatic", verbosity=0, interactive=False)
    fill(options.scale)
    costs = [(page, cost(page)) for page in pages()]
    connections.close_all()
    with gunicorn() as port:
        lines = [
            _line(page, taken, port, rounds=options.rounds, requests=options.requests)
            for page, taken in costs
        ]
    text = table(lines) + (statements(lines) if options.queries else "")
    figures = [
        {key: value for key, value in asdict(line).items() if key != "statements"} for line in lines
    ]
    return Result(text, figures)


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
    where = f"gunicorn with 2 sync workers, {machine()}"
    return "\n".join([where, head, *rows, aims])


def statements(lines: list[Line]) -> str:
    """Return the SQL of each page."""
    parts = [""]
    for line in lines:
        parts += [f"\n== {line.page}", *(f"  {sql[:400]}" for sql in line.statements)]
    return "\n".join(parts)
