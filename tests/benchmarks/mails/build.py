"""`python -m ….build MOMENT`: write the daily digests that are due then, and say what it took.

The peak of memory is this process's own: it is started by something small (`stopwatch`).
"""

import json
import resource
import sys
import time
from dataclasses import asdict, dataclass
from datetime import datetime

import django

django.setup()

from accounts.models import User  # noqa: E402
from marketplace.digests.actions import daily_steps  # noqa: E402
from marketplace.digests.actions.deciding import CHUNK  # noqa: E402

UNIT = 1 if sys.platform == "darwin" else 1024  # bytes there, kilobytes elsewhere


@dataclass
class Built:
    """What was done, by steps that made mails and steps that made none; memory in MB."""

    mails: int = 0
    mail_seconds: float = 0.0
    others: int = 0
    other_seconds: float = 0.0
    idle_mb: float = 0.0
    peak_mb: float = 0.0


def build(moment: datetime) -> Built:
    """Decide everybody; whoever has nothing to read comes after all who have."""
    User.objects.first()  # the connection is open, models and settings are read
    built = Built(idle_mb=peak_mb())
    before = time.perf_counter()
    for made in daily_steps(now=moment):
        now = time.perf_counter()
        if made:
            built.mails += made
            built.mail_seconds += now - before
        else:
            built.others += CHUNK
            built.other_seconds += now - before
        before = now
    built.peak_mb = peak_mb()
    return built


def peak_mb() -> float:
    """Return the most memory that this process has had."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * UNIT / 1_000_000


if __name__ == "__main__":
    print(json.dumps(asdict(build(datetime.fromisoformat(sys.argv[1])))))
