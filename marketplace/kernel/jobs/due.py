"""What is due and since when: one table that `/readyz/`, the runner and the console read.

Apps above the kernel add their rows through `register_due` in `AppConfig.ready()`. Something
that waits for longer than its limit is late. It is stuck where the job that should see to it has
ended no run for as long: then the worker is at fault and is started again. Where the job ends
its runs and the row still waits, as with a mail server that is down, a restart would mend
nothing; moderators see it in `/readyz/` and in the console.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from marketplace.kernel.jobs import heartbeat
from marketplace.kernel.jobs.clock import survey
from marketplace.kernel.jobs.models import JobRun

# Schedules are looked at each minute; this leaves room for a busy quarter of an hour.
SCHEDULES_LIMIT = timedelta(minutes=15)
# The clock first strikes half a minute after a worker's start; then what was left is done.
FIRST_STRIKE = timedelta(seconds=90)

# Returns since when the oldest row has been due at that moment, None where none is.
OldestAt = Callable[[datetime], datetime | None]


@dataclass(frozen=True, slots=True)
class Due:
    """One kind of row that somebody waits for. `done_by` names the schedule that sees to it."""

    name: str
    oldest_at: OldestAt
    limit: timedelta
    done_by: str = ""

    def age(self, now: datetime) -> timedelta:
        """Return for how long the oldest row has been due; 0 where none is."""
        oldest = self.oldest_at(now)
        return now - oldest if oldest else timedelta(0)


_table: dict[str, Due] = {}


def register_due(name: str, oldest_at: OldestAt, limit: timedelta, *, done_by: str = "") -> None:
    """Add a kind of row; call it from `AppConfig.ready()`. Raises ValueError for a name taken."""
    if name in _table:
        raise ValueError(f"{name} is registered already")
    _table[name] = Due(name, oldest_at, limit, done_by)


def all_due() -> list[Due]:
    """Return every kind of row there is, in the order of registration."""
    return list(_table.values())


def oldest_overdue_schedule(now: datetime) -> datetime | None:
    """Return since when the longest-waiting schedule has been due; one that runs does not wait."""
    turns = [standing.turn for standing in survey(now=now)]
    return min((turn.due_at for turn in turns if turn and turn.is_due(now)), default=None)


def why_stalled(*, now: datetime, limit: timedelta) -> str:
    """Return in a few words what shows that the worker stands still, "" where nothing does.

    `limit` is how long the heartbeat may be silent, which beats each minute, and how much time a
    worker is given after its start.
    """
    started = heartbeat.age_of_start(now=now)
    if _is_within(started, limit):
        return ""
    beat = heartbeat.age(now=now)
    if beat is None or beat > limit:
        return f"no job was carried out for {limit.total_seconds():.0f} s"
    if _is_within(started, FIRST_STRIKE):
        return ""
    for due in all_due():
        age = due.age(now)
        if age > due.limit and not _ended_since(due.done_by, now - due.limit):
            return f"{due.name} due for {age.total_seconds():.0f} s, and nothing is done about it"
    return ""


def _is_within(started: timedelta | None, span: timedelta) -> bool:
    """Whether a worker was started that short a time ago. One in the future was no start."""
    return started is not None and timedelta(0) <= started < span


def _ended_since(name: str, moment: datetime) -> bool:
    """Whether a worker brought a run of that schedule to its end since `moment`, well or not."""
    lost = JobRun.Outcome.LOST
    return JobRun.objects.filter(schedule=name, ended_at__gt=moment).exclude(outcome=lost).exists()
