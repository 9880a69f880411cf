"""What runs by the clock. The table itself stands in `marketplace.schedules`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from croniter import croniter
from django.conf import settings
from django.utils.module_loading import import_string

CRON_FIELDS = 5  # croniter would take a sixth for seconds, and nothing here looks that often
FREQUENT = timedelta(hours=1)


@dataclass(frozen=True, kw_only=True)
class Schedule:
    """One scheduled job: the dotted path `task`, every so many `minutes` or by `cron`, in UTC.

    `says` tells moderators in one line what it is for, `counts` which things the number counts
    that the task returns. A moment at which the job is due is a period: it is done once, a run
    that fails is tried again, and of several that were missed only the latest is caught up. The
    task takes no arguments, asks for itself what is due, and survives being run twice. It ends
    within 60 seconds or works in slices (`marketplace.kernel.jobs.slices`).
    """

    name: str
    task: str
    minutes: int | None = None
    cron: str | None = None
    says: str = ""
    counts: str = ""

    def __post_init__(self) -> None:
        if (self.minutes is None) == (self.cron is None):
            raise ValueError(f"{self.name}: give either minutes or cron")
        if self.minutes is not None and self.minutes < 1:
            raise ValueError(f"{self.name}: {self.minutes} minutes are too few")
        if self.cron is not None and not _is_cron(self.cron):
            raise ValueError(f"{self.name}: {self.cron!r} is no cron expression")

    def latest(self, now: datetime) -> datetime:
        """Return the last moment at or before `now` at which the job is due."""
        if self.minutes is not None:
            return _floor(now, self.minutes)
        # croniter looks strictly before its start.
        start = _floor(now, 1) + timedelta(minutes=1)
        return _moment(croniter(self.cron, start).get_prev(datetime))

    def is_frequent(self, now: datetime) -> bool:
        """Whether it comes every hour or oftener: its runs are many and soon forgotten."""
        return self.following(now) - self.latest(now) <= FREQUENT

    def following(self, now: datetime) -> datetime:
        """Return the first moment after `now` at which the job is due."""
        if self.minutes is not None:
            return _floor(now, self.minutes) + timedelta(minutes=self.minutes)
        return _moment(croniter(self.cron, _floor(now, 1)).get_next(datetime))


def table() -> Mapping[str, Schedule]:
    """Return the schedules that the setting SCHEDULES names, by their names."""
    schedules: Sequence[Schedule] = import_string(settings.SCHEDULES)
    return {schedule.name: schedule for schedule in schedules}


def _is_cron(text: str) -> bool:
    return len(text.split()) == CRON_FIELDS and croniter.is_valid(text)


def _floor(moment: datetime, minutes: int) -> datetime:
    """Return the last moment at or before `moment` that is whole `minutes` from 1970, in UTC."""
    seconds = minutes * 60
    return datetime.fromtimestamp(moment.timestamp() // seconds * seconds, UTC)


def _moment(value: datetime) -> datetime:
    return value.astimezone(UTC).replace(fold=0)  # croniter sets it for some moments
