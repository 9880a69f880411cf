"""Whose data an export tells, of which days, and on which clock."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from accounts.models import User
from marketplace.exports.models import ExportJob


@dataclass(frozen=True, slots=True)
class Scope:
    """What is told: from `since` until just before `until`, None for everything before or after."""

    user: User
    zone: ZoneInfo
    since: datetime | None = None
    until: datetime | None = None

    @classmethod
    def of(cls, job: ExportJob) -> "Scope":
        """Return the scope of an export, loaded with its user."""
        zone = _zone(job.time_zone)
        day_after = job.end_date + timedelta(days=1) if job.end_date else None
        return cls(
            user=job.user,
            zone=zone,
            since=_midnight(job.start_date, zone),
            until=_midnight(day_after, zone),
        )


def _midnight(day: date | None, zone: ZoneInfo) -> datetime | None:
    """Return the moment at which `day` begins in `zone`."""
    return datetime.combine(day, time(), zone) if day else None


def _zone(name: str) -> ZoneInfo:
    """Return a zone by name; UTC where the name has left the zone database."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")
