"""Carrying the table of schedules over into the database, before each start of a worker."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.utils import timezone
from django_q.models import Schedule as ScheduleRow

from marketplace.kernel.jobs.models import ScheduledJob

ADVISORY_LOCK = 0x706172_6C6579  # "parley": one sync at a time on PostgreSQL
# All that django-q's own scheduler starts, each minute. The heartbeat stands apart from the
# clock, so that a worker that beats and does nothing is told from one that does not even beat.
CLOCKWORK = {
    "clock": "marketplace.kernel.jobs.clock.strike",
    "heartbeat": "marketplace.kernel.jobs.heartbeat.beat",
}


@dataclass
class Changes:
    """How many jobs a sync added and removed."""

    added: int = 0
    removed: int = 0


def sync_schedules(names: Collection[str], *, now: datetime | None = None) -> Changes:
    """Make the rows of jobs equal to the `names` in the table, and django-q's to the clockwork.

    Jobs that are known keep what is known of them, runs of jobs that are gone stay as history.
    Safe to repeat, and several times at once.
    """
    now = now or timezone.now()
    with transaction.atomic():
        _wait_for_other_syncs()
        known = set(ScheduledJob.objects.values_list("name", flat=True))
        gone = known.difference(names)
        ScheduledJob.objects.filter(name__in=gone).delete()
        new = [name for name in names if name not in known]
        ScheduledJob.objects.bulk_create(ScheduledJob(name=name, since=now) for name in new)
        _wind_up(now)
    return Changes(added=len(new), removed=len(gone))


def _wind_up(now: datetime) -> None:
    """Leave one row of django-q's for each part of the clockwork, and no other row."""
    rows: dict[str | None, ScheduleRow] = {}
    for row in ScheduleRow.objects.order_by("pk"):
        if row.name in CLOCKWORK and row.name not in rows:
            rows[row.name] = row
        else:
            row.delete()
    for name, task in CLOCKWORK.items():
        row = rows.get(name) or ScheduleRow(name=name)
        wanted = {
            "func": task,
            "schedule_type": ScheduleRow.MINUTES,
            "minutes": 1,
            "repeats": -1,
            "cluster": None,
        }
        is_right = all(getattr(row, field) == value for field, value in wanted.items())
        if row.pk and is_right and row.next_run <= now + timedelta(minutes=2):
            continue
        for field, value in wanted.items():
            setattr(row, field, value)
        row.next_run = now.replace(second=0, microsecond=0)  # from now on, at full minutes
        row.save()


def _wait_for_other_syncs() -> None:
    """Let one sync through at a time: names are not unique in django-q's table."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ADVISORY_LOCK])
    # SQLite's transactions here begin with the write lock (settings: IMMEDIATE).
