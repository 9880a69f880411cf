"""The time a report is about: a month on its reader's clock, or a campaign's whole life."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

# Before anything that can have happened here.
BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Span:
    """A time and the time before it that it is compared with: [before, start) and [start, end)."""

    before: datetime
    start: datetime
    end: datetime

    @classmethod
    def of(cls, month: date, zone: ZoneInfo) -> "Span":
        """Return the span of `month` (its first day) and the month before it, in `zone`."""
        days = (month_before(month), month, month_after(month))
        return cls(*(datetime.combine(day, time(), zone) for day in days))

    @classmethod
    def until(cls, now: datetime) -> "Span":
        """Return all the time up to `now`, which is compared with nothing."""
        return cls(BEGINNING, BEGINNING, now + timedelta(microseconds=1))


def month_before(month: date) -> date:
    """Return the first day of the month before `month`."""
    return (month - timedelta(days=1)).replace(day=1)


def month_after(month: date) -> date:
    """Return the first day of the month after `month` (its first day)."""
    return (month + timedelta(days=31)).replace(day=1)
