"""Tables of schedules for tests, and what their jobs do: they leave rows where one can see them."""

import os
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.contrib.sessions.models import Session
from django.utils import timezone

from marketplace.kernel.jobs import MORE_DUE, MoreDue
from marketplace.kernel.jobs.schedules import Schedule

HERE = "tests.kernel.jobs.tables"


@dataclass(frozen=True, kw_only=True)
class Quick(Schedule):
    """Due every `seconds`, so that a test sees several periods."""

    seconds: int = 2

    def latest(self, now: datetime) -> datetime:
        return datetime.fromtimestamp(now.timestamp() // self.seconds * self.seconds, UTC)

    def following(self, now: datetime) -> datetime:
        return self.latest(now) + timedelta(seconds=self.seconds)


def leave(mark: str) -> None:
    """Leave a row that says that something was done."""
    key = f"{mark}-{os.getpid()}-{time.monotonic_ns()}"
    Session.objects.create(session_key=key[-40:], session_data=mark, expire_date=timezone.now())


def left(mark: str) -> int:
    """Return how often `leave(mark)` was called."""
    return Session.objects.filter(session_data=mark).count()


def work() -> int:
    """Do a little work."""
    leave("work")
    return left("work")


def work_slowly() -> None:
    """Begin, and take a second."""
    leave("begun")
    time.sleep(1)


def fail() -> None:
    """Leave half of the work, and fail with more than a line."""
    leave("tried")
    raise RuntimeError("The ledger\ncannot be read.")


def hang_once() -> None:
    """Hang at the first call, so that somebody may kill the worker; later work."""
    leave("hang")
    if left("hang") == 1:
        time.sleep(50)


def in_slices() -> MoreDue | int:
    """Need three slices."""
    leave("slice")
    done = left("slice")
    if done == 1:
        return MORE_DUE
    return MoreDue(done) if done < 3 else done


NIGHTLY = Schedule(name="nightly", task=f"{HERE}.work", cron="20 3 * * *", counts="piece")
EVERY_MINUTE = Schedule(name="sweep", task=f"{HERE}.work", minutes=1)
BOTH = [NIGHTLY, EVERY_MINUTE]
ONE = [NIGHTLY]
FAILING = [Schedule(name="nightly", task=f"{HERE}.fail", cron="20 3 * * *")]
SLICED = [Schedule(name="nightly", task=f"{HERE}.in_slices", cron="20 3 * * *", counts="piece")]
SLOW = [Schedule(name="nightly", task=f"{HERE}.work_slowly", cron="20 3 * * *")]
MISSING = [Schedule(name="nightly", task="marketplace.no_such.task", cron="20 3 * * *")]
QUICK = [Quick(name="quick", task=f"{HERE}.work", minutes=1)]
HANGING = [Schedule(name="nightly", task=f"{HERE}.hang_once", cron="* * * * *")]
