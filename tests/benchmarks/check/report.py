"""Measures `check_ledger` and says what came out."""

from argparse import Namespace
from dataclasses import asdict, dataclass

from django.db.models import F

from ads.models import Ad
from marketplace.ledger.models import Hold, Transfer
from tests.benchmarks import market
from tests.benchmarks.check import lives
from tests.benchmarks.check.memory import watched
from tests.benchmarks.check.process import Run, check_ledger
from tests.benchmarks.results import Result, machine

MOST_SECONDS, MOST_MB = 60, 300


@dataclass(frozen=True, slots=True)
class Line:
    """What a check took; `database_mb` is what its database's processes had of their own."""

    transfers: int
    ads: int
    seconds: float
    peak_mb: float
    database_mb: float | None

    @property
    def missed(self) -> str:
        """Which aims it misses, in words."""
        found = ["seconds"] if self.seconds > MOST_SECONDS else []
        return ", ".join(found + ["memory"] * (self.peak_mb > MOST_MB))


def run(options: Namespace) -> Result:
    """Fill the books, check them, put them wrong and check again."""
    market.fill(options.scale)
    lives.fill(options.transfers)
    with watched() as database:
        right = check_ledger()
    if right.status:
        raise RuntimeError(f"The books are wrong:\n{right.said}")
    line = Line(
        transfers=Transfer.objects.count(),
        ads=Ad.objects.count(),
        seconds=right.seconds,
        peak_mb=right.peak_mb,
        database_mb=database.peak_mb,
    )
    return Result(table(line, found=_what_is_found_wrong()), [asdict(line)])


def _what_is_found_wrong() -> Run:
    """Let one hold say one unit too little for a while; return what the check says of it."""
    one = Hold.objects.filter(pk=Hold.objects.order_by("-pk").values_list("pk", flat=True)[0])
    one.update(taken_minor=F("taken_minor") + 1)
    try:
        found = check_ledger()
    finally:
        one.update(taken_minor=F("taken_minor") - 1)
    if found.status != 1:
        raise RuntimeError(f"A wrong hold was not found:\n{found.said}")
    return found


def table(line: Line, *, found: Run) -> str:
    """Return the figures as text."""
    own = "not measured" if line.database_mb is None else f"{line.database_mb:.0f} MB"
    return "\n".join(
        [
            machine(),
            f"check_ledger over {line.transfers:,} transfers and {line.ads:,} ads",
            f"{line.seconds:.1f} s, {line.peak_mb:.0f} MB  misses: {line.missed or 'nothing'}",
            f"The database's own memory meanwhile: {own}.",
            f"With one hold wrong by 1: exit {found.status} after {found.seconds:.1f} s.",
            f"Aims: at most {MOST_SECONDS} s and {MOST_MB} MB.",
        ]
    )
