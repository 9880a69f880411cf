"""`manage.py check_ledger` as a process of its own, its time and memory taken."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent.parent
STOPWATCH = Path(__file__).parent / "stopwatch.py"


@dataclass(frozen=True, slots=True)
class Run:
    """One run of a command. `peak_mb` is the most memory that it had at once."""

    status: int
    seconds: float
    peak_mb: float
    said: str


def check_ledger() -> Run:
    """Run the command on the database in use."""
    done = subprocess.run(
        [sys.executable, STOPWATCH, sys.executable, "manage.py", "check_ledger"],
        check=True, cwd=ROOT, stdin=subprocess.DEVNULL, capture_output=True, text=True,
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "marketplace.settings"},
    )  # fmt: skip
    *said, figures = done.stdout.splitlines()
    return Run(**json.loads(figures), said="\n".join([*said, done.stderr]))
