"""The clock: strikes every minute, looks at every schedule and wakes what is due.

django-q only makes it strike (`syncing.CLOCKWORK`): its own calendar follows local time, never
catches up and knows nothing of what a worker that died had in hand. Each strike asks the
database instead, so a wake-up call that was lost costs a minute, a strike that was lost another.
If none comes any more, the schedules grow overdue, which `/readyz/` shows and the runner mends.
"""

import logging
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.module_loading import import_string

from marketplace.kernel.jobs import runs
from marketplace.kernel.jobs.models import JobRun, ScheduledJob
from marketplace.kernel.jobs.queue import enqueue
from marketplace.kernel.jobs.schedules import Schedule, table
from marketplace.kernel.jobs.slices import MoreDue
from marketplace.kernel.jobs.turns import Turn, next_turn

logger = logging.getLogger(__name__)

RUN_TASK = "marketplace.kernel.jobs.clock.run"


@dataclass(frozen=True, slots=True)
class Standing:
    """How a schedule stands: its last run, and its next turn unless it is running now. The job
    has no key while no worker has carried it over."""

    schedule: Schedule
    job: ScheduledJob
    last: JobRun | None
    turn: Turn | None


def strike() -> int:
    """Wake every schedule that is due; return how many. Called by django-q every minute."""
    now = timezone.now()
    runs.end_abandoned(*table(), now=now)
    due = [one for one in survey(now=now) if one.turn is not None and one.turn.is_due(now)]
    for standing in due:
        wake(standing.schedule.name)
    return len(due)


def wake(name: str) -> None:
    """Ask a worker to look whether it is the turn of the schedule `name`."""
    enqueue(RUN_TASK, name)


def run(name: str) -> str:
    """Carry out the schedule `name` if it is due; return what became of it. Called by workers.

    Whatever the task raises is written down and raised again.
    """
    schedule = table().get(name)
    if schedule is None:
        logger.warning("%s was woken, but is not in the table of schedules", name)
        return "unknown"
    this = runs.begin(schedule, now=timezone.now())
    if this is None:
        return "not due"
    try:
        result = import_string(schedule.task)()
    except BaseException as error:  # django-q's time limit is a SystemExit
        note = runs.one_line(f"{type(error).__name__}: {error}")
        runs.end(this, JobRun.Outcome.FAILED, note, now=timezone.now())
        raise
    is_more_due = isinstance(result, MoreDue)
    note = runs.note_of(result.done if is_more_due else result, schedule)
    outcome = JobRun.Outcome.PARTIAL if is_more_due else JobRun.Outcome.DONE
    if runs.end(this, outcome, note, now=timezone.now()) and is_more_due:
        wake(name)
    return note or outcome.label


def survey(*, now: datetime) -> list[Standing]:
    """Return how every schedule of the table stands, in the table's order."""
    schedules = table()
    jobs = ScheduledJob.objects.in_bulk(list(schedules), field_name="name")
    last_runs = runs.last_runs(list(schedules), now=now)
    standings = []
    for name, schedule in schedules.items():
        job = jobs.get(name) or ScheduledJob(name=name, since=now)
        last = last_runs.get(name)
        is_running = last is not None and last.is_running and last.lease_until > now
        turn = None if is_running else next_turn(schedule, job, last, now)
        standings.append(Standing(schedule, job, last, turn))
    return standings
