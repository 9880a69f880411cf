"""The beginning and the end of runs: at most one at a time per schedule, each period done once.

A worker decides under the lock of the job's row and leaves an open run with a lease. A worker
that dies leaves its lease behind; when that is over the run counts as lost and the period is
tried again. Everything else follows from the last run (`turns`).
"""

import logging
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import OuterRef, Q, Subquery

from marketplace.kernel.counting import counted
from marketplace.kernel.jobs.models import LEASE, WRONG_CLOCK, JobRun, ScheduledJob
from marketplace.kernel.jobs.schedules import Schedule, table
from marketplace.kernel.jobs.turns import next_turn

logger = logging.getLogger(__name__)

LOST_NOTE = "Its worker ended without a word."
AHEAD_NOTE = "The clock was ahead: this period had not come."
NOTE_LENGTH = 300
# Runs of jobs that come every few minutes are many and soon forgotten; others are looked up.
FREQUENT_RUNS_KEPT = timedelta(days=2)
RUNS_KEPT = timedelta(days=90)


def begin(schedule: Schedule, *, now: datetime) -> JobRun | None:
    """Take the turn of `schedule` if it is due and nobody has it; None where it is not ours."""
    with transaction.atomic():
        job = ScheduledJob.objects.select_for_update().filter(name=schedule.name).first()
        if job is None:
            logger.warning("%s is not known yet: run sync_schedules", schedule.name)
            return None
        end_abandoned(schedule.name, now=now)
        _disown_future(schedule.name, now=now)
        last = last_runs([schedule.name], now=now).get(schedule.name)
        if last is not None and last.is_running:
            return None
        turn = next_turn(schedule, job, last, now)
        if not turn.is_due(now):
            return None
        return JobRun.objects.create(
            schedule=schedule.name,
            period_at=turn.period_at,
            attempt=turn.attempt,
            started_at=now,
            lease_until=now + LEASE,
        )


def end(run: JobRun, outcome: JobRun.Outcome, note: str, *, now: datetime) -> bool:
    """Write down how `run` ended, unless it was taken for lost; return whether it was written."""
    ours = JobRun.objects.filter(pk=run.pk, ended_at=None)
    is_ours = ours.update(ended_at=now, outcome=outcome, note=note[:NOTE_LENGTH]) == 1
    if not is_ours:
        logger.warning("%s took longer than its lease and was done again: %s", run, note)
    return is_ours


def end_abandoned(*names: str, now: datetime) -> int:
    """Write down that runs whose lease is over lost their worker; return how many."""
    abandoned = JobRun.objects.abandoned(now).filter(schedule__in=names)
    return abandoned.update(ended_at=now, outcome=JobRun.Outcome.LOST, note=LOST_NOTE)


def _disown_future(name: str, *, now: datetime) -> None:
    """Take back that a period is done, where a clock that was ahead said so before its time."""
    ahead = JobRun.objects.filter(
        schedule=name, started_at__gt=now + WRONG_CLOCK, outcome=JobRun.Outcome.DONE
    )
    ahead.update(outcome=JobRun.Outcome.LOST, note=AHEAD_NOTE)


def last_runs(names: list[str], *, now: datetime) -> dict[str, JobRun]:
    """Return the last run of each of these jobs that has one."""
    own = JobRun.objects.filter(
        schedule=OuterRef("name"), started_at__lte=now + WRONG_CLOCK
    ).order_by("-pk")
    jobs = ScheduledJob.objects.filter(name__in=names).annotate(last=Subquery(own.values("pk")[:1]))
    runs = JobRun.objects.filter(pk__in=jobs.order_by().values("last"))
    return {run.schedule: run for run in runs}


def note_of(result: object, schedule: Schedule) -> str:
    """Return what a task returned as a note: "3 mails", where the table says what it counts."""
    if result is None:
        return ""
    if isinstance(result, int) and schedule.counts:
        return counted(result, schedule.counts)
    if isinstance(result, dict):
        return ", ".join(f"{name} {value}" for name, value in result.items())
    return one_line(str(result))


def one_line(text: str) -> str:
    """Return `text` without line breaks, as a row of a table shows it."""
    return " ".join(text.split())


def forget_old_runs(*, now: datetime) -> int:
    """Delete runs from long ago, but never the last of a job, which says what is done; return
    how many."""
    frequent = [one.name for one in table().values() if one.is_frequent(now)]
    is_frequent = Q(schedule__in=frequent, started_at__lt=now - FREQUENT_RUNS_KEPT)
    is_old = Q(started_at__lt=now - RUNS_KEPT)
    last = JobRun.objects.last_of_each().values("pk")
    old = JobRun.objects.filter(is_frequent | is_old).exclude(pk__in=last)
    count, _ = old.delete()
    return count
