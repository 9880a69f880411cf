"""Who is to be written to now, by the clock on their own wall."""

from collections import defaultdict
from datetime import date, datetime, timedelta

from django.db.models import Exists, F, OuterRef, QuerySet
from django.db.models.functions import Coalesce

from accounts.models import User
from marketplace.digests.models import DigestRun
from marketplace.notifications.models import NotificationPreference

# Until this day of a month its report is still worth sending, should the sender have been down.
LAST_REPORT_DAY = 7


def zones_by_clock(now: datetime) -> dict[tuple[date, int], list[str]]:
    """Group the zones users live in by local date and hour at `now`. One query."""
    names = User.objects.reachable().order_by().values_list("time_zone", flat=True).distinct()
    clocks: dict[tuple[date, int], list[str]] = defaultdict(list)
    for name in names:
        local = now.astimezone(User(time_zone=name).zone)
        clocks[local.date(), local.hour].append(name)
    return clocks


def due_for_daily(zones: list[str], *, day: date, hour: int) -> list[int]:
    """Return who in `zones` has reached their digest hour on `day` without having had a digest."""
    users = _past_their_hour(zones, hour=hour).exclude(role="")
    users = users.exclude(notification_preference__is_digest_on=False)
    return _without_run(users, kind=DigestRun.Kind.DAILY, period_date=day)


def due_for_monthly(zones: list[str], *, month: date, hour: int) -> list[int]:
    """Return which sponsors in `zones` are still to get the report of `month` (its first day)."""
    users = _past_their_hour(zones, hour=hour).filter(role=User.Role.SPONSOR)
    users = users.exclude(notification_preference__is_monthly_on=False)
    return _without_run(users, kind=DigestRun.Kind.MONTHLY, period_date=month)


def month_to_report(day: date) -> date | None:
    """Return the first day of the month that is reported on `day`; None late in a month."""
    if day.day > LAST_REPORT_DAY:
        return None
    return (day.replace(day=1) - timedelta(days=1)).replace(day=1)


def _past_their_hour(zones: list[str], *, hour: int) -> QuerySet[User]:
    """Return the users in `zones` whose digest hour is at or before `hour`.

    Whoever never opened the settings has no row there and gets the default hour.
    """
    default = NotificationPreference._meta.get_field("digest_hour").default
    return (
        User.objects.reachable()
        .filter(time_zone__in=zones)
        .annotate(digest_hour=Coalesce(F("notification_preference__digest_hour"), default))
        .filter(digest_hour__lte=hour)
    )


def _without_run(users: QuerySet[User], *, kind: str, period_date: date) -> list[int]:
    had = DigestRun.objects.filter(user=OuterRef("pk"), kind=kind, period_date=period_date)
    return list(users.filter(~Exists(had)).order_by("pk").values_list("pk", flat=True))
