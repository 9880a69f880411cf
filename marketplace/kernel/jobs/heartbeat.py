"""The worker's heartbeat: a row that django-q's scheduler has written each minute.

It passes through the scheduler, Redis and a worker, so an old beat means that one of them
stands still. `/readyz/` shows its age and the runner restarts a worker whose beat stopped.
"""

from datetime import datetime, timedelta

from django.utils import timezone

from marketplace.kernel.jobs.models import JobHeartbeat

WORKER = "worker"
START = "start"


def beat(*, now: datetime | None = None) -> None:
    """Write down that jobs are being carried out."""
    _write(WORKER, now)


def note_start(*, now: datetime | None = None) -> None:
    """Write down that a worker starts: for a while nobody expects a beat of it."""
    _write(START, now)


def age(*, now: datetime | None = None) -> timedelta | None:
    """Return how long ago the worker last carried out a job, None if it never did."""
    return _age(WORKER, now)


def age_of_start(*, now: datetime | None = None) -> timedelta | None:
    """Return how long ago a worker was last started, None if none ever was."""
    return _age(START, now)


def _write(name: str, now: datetime | None) -> None:
    moment = now or timezone.now()
    JobHeartbeat.objects.update_or_create(name=name, defaults={"beat_at": moment})


def _age(name: str, now: datetime | None) -> timedelta | None:
    last = JobHeartbeat.objects.filter(name=name).values_list("beat_at", flat=True).first()
    return None if last is None else (now or timezone.now()) - last
