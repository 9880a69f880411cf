"""Scheduled jobs and their runs."""

from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from marketplace.kernel.jobs.models import LEASE, JobRun, ScheduledJob

LONG_AGO = datetime.fromisoformat("2020-01-01T00:00:00+00:00")


def make_job(name: str = "nightly", **fields: Any) -> ScheduledJob:
    """Return a job that has been in the table for years."""
    return ScheduledJob.objects.create(name=name, **({"since": LONG_AGO} | fields))


def make_run(schedule: str = "nightly", outcome: str = "done", **fields: Any) -> JobRun:
    """Return a run that took three seconds, or one that is open where `outcome` is ""."""
    started = fields.setdefault("started_at", timezone.now())
    defaults = {
        "period_at": started,
        "lease_until": started + LEASE,
        "ended_at": started + timedelta(seconds=3) if outcome else None,
    }
    return JobRun.objects.create(schedule=schedule, outcome=outcome, **(defaults | fields))
