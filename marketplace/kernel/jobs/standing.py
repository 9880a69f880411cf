"""How jobs stand, in the words of the console's page."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q

from marketplace.kernel.components.times import distance_text
from marketplace.kernel.counting import counted
from marketplace.kernel.jobs import heartbeat
from marketplace.kernel.jobs.clock import Standing, survey
from marketplace.kernel.jobs.due import all_due, why_stalled
from marketplace.kernel.jobs.models import MAX_ATTEMPTS, JobRun
from marketplace.kernel.jobs.schedules import Schedule, table

# The clock strikes each minute, and jobs wait for each other; what waits longer stands out.
OVERDUE_AFTER = timedelta(minutes=5)
SHOWN_RUNS = 20
# The page calls a worker still as early as the probe does: after three silent minutes.
SILENT = timedelta(minutes=3)


@dataclass(frozen=True, slots=True)
class Line:
    """One schedule of the page. `pk` is None while no worker knows the job yet."""

    schedule: Schedule
    pk: int | None
    rhythm: str
    last: JobRun | None
    state: str
    took: str
    next_at: datetime | None
    is_due: bool
    is_overdue: bool
    next_words: str


@dataclass(frozen=True, slots=True)
class Wait:
    """One kind of row, and how long its oldest has been due."""

    name: str
    text: str
    is_late: bool


def lines(*, now: datetime) -> list[Line]:
    """Return every schedule of the table with its last run and its next."""
    return [_line(standing, now) for standing in survey(now=now)]


def _line(standing: Standing, now: datetime) -> Line:
    last, turn = standing.last, standing.turn
    return Line(
        schedule=standing.schedule,
        pk=standing.job.pk,
        rhythm=rhythm_text(standing.schedule),
        last=last,
        state="new" if last is None else last.outcome or "running",
        took=took_text(last) if last else "",
        next_at=turn.due_at if turn else None,
        is_due=turn is not None and turn.is_due(now),
        is_overdue=turn is not None and now - turn.due_at > OVERDUE_AFTER,
        next_words=_next_words(standing),
    )


def _next_words(standing: Standing) -> str:
    """Return what is to be said beside the moment of the next run."""
    last, turn = standing.last, standing.turn
    if turn is None:
        return "When this run has ended"
    if turn.attempt > 1:
        return f"Attempt {turn.attempt} of {MAX_ATTEMPTS}"
    if turn.period_at == standing.job.asked_at:
        return "Asked for"
    if last is not None and last.is_given_up:
        return f"Given up after {counted(last.attempt, 'attempt')}"
    return ""


def rhythm_text(schedule: Schedule) -> str:
    """Return how often a schedule runs, in words for the common patterns of cron."""
    if schedule.minutes is not None:
        return _every(schedule.minutes)
    assert schedule.cron is not None
    minute, hour, *rest = schedule.cron.split()
    if rest == ["*"] * 3:
        if minute.isdecimal() and hour.isdecimal():
            return f"Every day at {int(hour):02}:{int(minute):02} UTC"
        if minute.isdecimal() and hour == "*":
            return f"Every hour at {int(minute):02} past"
        if minute.startswith("*/") and hour == "*":
            return _every(int(minute[2:]))
    return f"{schedule.cron} (cron, UTC)"


def _every(minutes: int) -> str:
    return "Every minute" if minutes == 1 else f"Every {minutes} minutes"


def took_text(run: JobRun) -> str:
    """Return how long a run worked, "" where nobody knows: "40 ms", "38 s", "2 min 5 s"."""
    if run.took is None:
        return ""
    seconds = run.took.total_seconds()
    if seconds < 1:
        return f"{seconds * 1000:.0f} ms"
    if seconds < 10:
        return f"{seconds:.1f} s"
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest} s" if minutes else f"{rest} s"


def recent_runs(*, now: datetime) -> list[JobRun]:
    """Return the latest runs, without those of every hour or oftener that went well."""
    frequent = [schedule.name for schedule in table().values() if schedule.is_frequent(now)]
    went_well = Q(schedule__in=frequent, outcome__in=["", JobRun.Outcome.DONE])
    return list(JobRun.objects.exclude(went_well)[:SHOWN_RUNS])


def waiting(*, now: datetime) -> list[Wait]:
    """Return how long the oldest row of each kind has been due."""
    found = []
    for due in all_due():
        age = due.age(now)
        text = f"for {distance_text(age)}" if age > timedelta(0) else "nothing waits"
        found.append(Wait(due.name.capitalize(), text, is_late=age > due.limit))
    return found


@dataclass(frozen=True, slots=True)
class Worker:
    """Whether the worker works, when it last carried out a job, and what is wrong else."""

    is_ok: bool
    beat_at: datetime | None
    reason: str


def worker_state(*, now: datetime) -> Worker:
    """Return how the worker is."""
    age = heartbeat.age(now=now)
    reason = why_stalled(now=now, limit=SILENT)
    is_silent = age is None or age > SILENT
    return Worker(not reason and not is_silent, now - age if age is not None else None, reason)
