"""The worker's heartbeat: a scheduled job that writes a row each minute.

It passes through the scheduler, Redis and a worker, so an old beat means that one of them
stands still. `/readyz/` shows its age and the runner restarts a worker whose beat stopped.
"""

from datetime import datetime, timedelta

from django.utils import timezone

from marketplace.kernel.jobs.models import JobHeartbeat

WORKER = "worker"


def beat(*, now: datetime | None = None) -> None:
    """Write down that jobs are being carried out."""
    JobHeartbeat.objects.update_or_create(name=WORKER, defaults={"beat_at": now or timezone.now()})


def age(*, now: datetime | None = None) -> timedelta | None:
    """Return how long ago the worker last carried out a job, None if it never did."""
    last = JobHeartbeat.objects.filter(name=WORKER).values_list("beat_at", flat=True).first()
    return None if last is None else (now or timezone.now()) - last
