"""Whose turn is next: which period of a schedule comes next, which attempt, and from when on."""

from dataclasses import dataclass
from datetime import datetime

from marketplace.kernel.jobs.models import MAX_ATTEMPTS, RETRY_PAUSES, JobRun, ScheduledJob
from marketplace.kernel.jobs.schedules import Schedule

Outcome = JobRun.Outcome


@dataclass(frozen=True, slots=True)
class Turn:
    """The next run of a schedule: `attempt` at `period_at`, from `due_at` on."""

    period_at: datetime
    attempt: int
    due_at: datetime

    def is_due(self, now: datetime) -> bool:
        """Return whether it may begin at `now`."""
        return self.due_at <= now


def next_turn(schedule: Schedule, job: ScheduledJob, last: JobRun | None, now: datetime) -> Turn:
    """Return the next turn of `schedule` after `last`, its last run, which nobody works on.

    Only the latest period is looked at, so a site that was down for a week catches up once. What
    somebody asked for counts as a period. A period that was not reached yet comes before another
    attempt at an older one.
    """
    period = schedule.latest(now)
    if job.asked_at is not None and job.asked_at <= now:
        period = max(period, job.asked_at)
    if period > (last.period_at if last else job.since):
        return Turn(period, attempt=1, due_at=period)
    if last is not None and (again := _again(last)):
        return again
    following = schedule.following(now)
    return Turn(following, attempt=1, due_at=following)


def _again(last: JobRun) -> Turn | None:
    """Return the next turn of the same period, None where it is done or was given up."""
    # A run without an end has lost its worker, and was waited for already as long as its lease.
    due_at = last.ended_at or last.lease_until
    if last.outcome == Outcome.PARTIAL:
        return Turn(last.period_at, attempt=1, due_at=due_at)
    if last.outcome == Outcome.DONE or last.attempt >= MAX_ATTEMPTS:
        return None
    if last.outcome == Outcome.FAILED:
        due_at += RETRY_PAUSES[last.attempt - 1]
    return Turn(last.period_at, attempt=last.attempt + 1, due_at=due_at)
