"""Measures exports and says what came out."""

import json
import os
import subprocess
import sys
from argparse import Namespace
from collections import deque
from dataclasses import asdict, dataclass
from pathlib import Path

from django.conf import settings

from accounts.models import User
from marketplace.exports.actions import ask_for_export, forget_exports
from marketplace.exports.models import ExportJob
from marketplace.kernel.money import to_major
from marketplace.ledger.actions import wallet_for
from marketplace.ledger.models import Account, Transfer
from tests.benchmarks import market
from tests.benchmarks.exports.transfers import fill_wallet_with
from tests.benchmarks.results import Result, machine

ROOT = Path(__file__).resolve().parent.parent.parent.parent
EMAIL = "bench-exporter@example.com"
# A few thousand ads, so that transfers are put in words as they would be.
SHARE_OF_MARKET = 0.02
MOST_MB = 150
WAYS = {
    "slices": "export, in slices",
    "cursor": "server-side cursor, csv.writer",
    "copy": "COPY … TO STDOUT",
}


@dataclass(frozen=True, slots=True)
class Line:
    """What one way took; memory above what the process had before it, in MB."""

    way: str
    rows: int
    turns: int
    seconds: float
    idle_mb: float
    above_idle_mb: float

    @property
    def missed(self) -> str:
        """Which aim it misses, in words."""
        return "memory" if self.way == "slices" and self.above_idle_mb > MOST_MB else ""


def run(options: Namespace) -> Result:
    """Fill a wallet, let each way tell it, look whether the export is whole."""
    market.fill(SHARE_OF_MARKET * options.scale)
    user, _ = User.objects.get_or_create(email=EMAIL, defaults={"role": User.Role.INFLUENCER})
    wallet = wallet_for(user)
    if (missing := options.transfers - Transfer.objects.touching(wallet).count()) > 0:
        fill_wallet_with(wallet, missing)
    rows = Transfer.objects.touching(wallet).count()
    forget_exports(user)
    job = ask_for_export(actor=user, kind=ExportJob.Kind.STATEMENT)
    path = Path(settings.VAR_DIR) / "bench.csv"
    lines = []
    for way in WAYS:
        lines.append(_line(way, job.pk if way == "slices" else wallet.pk, path, rows))
        path.unlink(missing_ok=True)
    _require_whole(ExportJob.objects.get(pk=job.pk), wallet, rows)
    forget_exports(user)
    return Result(table(lines), [asdict(line) for line in lines])


def _line(way: str, number: int, path: Path, rows: int) -> Line:
    """Run one way in a fresh process."""
    command = [sys.executable, "-m", "tests.benchmarks.exports.process", way, str(number), path]
    done = subprocess.run(
        command, check=True, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True,
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "marketplace.settings"},
    )  # fmt: skip
    figures = json.loads(done.stdout)
    above = figures.pop("peak_mb") - figures["idle_mb"]
    return Line(way=way, rows=rows, above_idle_mb=above, **figures)


def _require_whole(job: ExportJob, wallet: Account, rows: int) -> None:
    """Raise RuntimeError unless every row is there and the last balance is the wallet's."""
    with job.file.open("rb") as file:
        count, last = 0, deque[bytes](maxlen=1)
        for line in file:
            count += 1
            last.append(line)
    wallet.refresh_from_db()
    balance = last[0].decode().split(",")[-2]
    if (count, balance) != (rows + 1, str(to_major(wallet.balance_minor))):
        raise RuntimeError(f"The export has {count} lines and ends at {balance}.")


def table(lines: list[Line]) -> str:
    """Return the figures as text."""
    head = f"{lines[0].rows:,} transfers of one wallet"
    rows = [
        f"{WAYS[line.way]:32}{line.seconds:6.1f} s{line.rows / line.seconds:10,.0f} rows/s"
        f"{line.turns:4} turn{'s' if line.turns > 1 else ' '}  {line.above_idle_mb:5.0f} MB above"
        f" {line.idle_mb:.0f} MB idle  {line.missed and 'misses: ' + line.missed}".rstrip()
        for line in lines
    ]
    return "\n".join([machine(), head, *rows, f"Aim: at most {MOST_MB} MB above idle."])
