"""What runs by the clock. The table itself stands in `marketplace.schedules`."""

from collections.abc import Sequence
from dataclasses import dataclass

from croniter import croniter
from django.db import connection, transaction
from django.utils import timezone
from django_q.models import Schedule as ScheduleRow

ADVISORY_LOCK = 0x706172_6C6579  # "parley": one sync at a time on PostgreSQL


@dataclass(frozen=True, kw_only=True)
class Schedule:
    """One scheduled job: the dotted path `task`, every so many `minutes` or by `cron` (UTC).

    django-q looks at the clock every 30 seconds and never catches up on runs it missed, so
    each task asks for itself what is due and may run twice.
    """

    name: str
    task: str
    minutes: int | None = None
    cron: str | None = None

    def __post_init__(self) -> None:
        if (self.minutes is None) == (self.cron is None):
            raise ValueError(f"{self.name}: give either minutes or cron")
        if self.cron is not None and not croniter.is_valid(self.cron):
            raise ValueError(f"{self.name}: {self.cron!r} is no cron expression")

    def fields(self) -> dict[str, object]:
        """Return the values of the row that stands for this schedule."""
        return {
            "name": self.name,
            "func": self.task,
            "schedule_type": ScheduleRow.MINUTES if self.minutes else ScheduleRow.CRON,
            "minutes": self.minutes,
            "cron": self.cron,
            "repeats": -1,
        }


@dataclass
class Changes:
    """How many rows a sync wrote."""

    created: int = 0
    updated: int = 0
    deleted: int = 0


def sync_schedules(table: Sequence[Schedule]) -> Changes:
    """Make django-q's schedule rows equal to `table`; rows that are right keep their next run."""
    changes = Changes()
    with transaction.atomic():
        _wait_for_other_syncs()
        rows: dict[str | None, ScheduleRow] = {}
        for row in ScheduleRow.objects.order_by("pk"):
            if row.name in rows:
                row.delete()
                changes.deleted += 1
            else:
                rows[row.name] = row
        for schedule in table:
            _write(schedule, rows.pop(schedule.name, None), changes)
        for row in rows.values():
            row.delete()
            changes.deleted += 1
    return changes


def _write(schedule: Schedule, row: ScheduleRow | None, changes: Changes) -> None:
    fields = schedule.fields()
    if row is None:
        ScheduleRow.objects.create(**fields)
        changes.created += 1
    elif any(getattr(row, field) != value for field, value in fields.items()):
        for field, value in fields.items():
            setattr(row, field, value)
        row.next_run = row.calculate_next_run(timezone.now())
        row.save()
        changes.updated += 1


def _wait_for_other_syncs() -> None:
    """Let one sync through at a time: names are not unique in django-q's table."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ADVISORY_LOCK])
    # SQLite's transactions here begin with the write lock (settings: IMMEDIATE).
