"""Measures posting and says what came out."""

import statistics
from argparse import Namespace
from dataclasses import asdict, dataclass

from django.db import connections

from tests.benchmarks.check.process import check_ledger
from tests.benchmarks.ledger import books, workers
from tests.benchmarks.results import Result, durability, machine

LEAST_SHARE = 0.4
CASES = {"pairs": "between 1,000 accounts", "hot": "all out of one account"}
WARM_UP = 1.0  # seconds


@dataclass(frozen=True, slots=True)
class Line:
    """One case's figures: transfers per second, medians; `share` is the median over all rounds of
    the ledger's rate divided by the bare one."""

    case: str
    rate: float
    bare_rate: float
    share: float

    @property
    def missed(self) -> str:
        """Which aim the case misses, in words."""
        return "rate" if self.share < LEAST_SHARE else ""


def run(options: Namespace) -> Result:
    """Measure every case, then check the books."""
    books.make()
    connections.close_all()
    with workers.started(options.workers) as crowd:
        lines = [_line(case, crowd, options) for case in CASES]
    if (checked := check_ledger()).status:
        raise RuntimeError(f"The books are wrong afterwards:\n{checked.said}")
    return Result(table(lines, options.workers), [asdict(line) for line in lines])


def _line(case: str, crowd: workers.Workers, options: Namespace) -> Line:
    """Let both doors take turns."""
    for door in ("own", "bare"):
        crowd.rate(door, case, seconds=WARM_UP)
    rates = [
        (
            crowd.rate("own", case, seconds=options.seconds),
            crowd.rate("bare", case, seconds=options.seconds),
        )
        for _ in range(options.rounds)
    ]
    return line(case, rates)


def line(case: str, rates: list[tuple[float, float]]) -> Line:
    """Return the figures of rounds, each the ledger's rate and the bare one."""
    return Line(
        case=case,
        rate=statistics.median(rate for rate, _ in rates),
        bare_rate=statistics.median(bare for _, bare in rates),
        share=statistics.median(rate / bare for rate, bare in rates),
    )


def table(lines: list[Line], size: int) -> str:
    """Return the figures as text."""
    head = f"{'transfers per second':26}{'ledger':>8}{'bare SQL':>10}{'share':>8}  misses"
    rows = [
        f"{CASES[line.case]:26}{line.rate:8.0f}{line.bare_rate:10.0f}{line.share:8.0%}"
        f"  {line.missed}"
        for line in lines
    ]
    aim = f"Aim: at least {LEAST_SHARE:.0%} of bare SQL. check_ledger passes afterwards."
    return "\n".join([f"{size} processes, {machine()}", durability(), head, *rows, aim])
