"""Who is to be written to now, by the clock on their own wall."""

from collections import defaultdict
from datetime import date, datetime, timedelta

from django.db.models import Exists, F, OuterRef, QuerySet
from django.db.models.functions import Coalesce, Greatest, Least

from accounts.models import User
from marketplace.digests.models import DigestRun
from marketplace.notifications.models import NotificationPreference

# A digest that could not go out at its hour, because the site was down, still does so many hours
# later on the same day: 8 o'clock's until 19:59. After that nobody expects it, and it would wake
# people up; the next one tells everything.
LATE_HOURS = 12
LAST_HOUR = 23
# Hours of the first at which a report comes. By then the month's last jobs are done.
MORNING = (6, 11)
# Until this day of a month its report is still worth sending, should the sender have been down.
LAST_REPORT_DAY = 7


def zones_by_clock(now: datetime) -> dict[tuple[date, int], list[str]]:
    """Group the zones users live in by local date and hour at `now`. One query.

    Where the clocks skip a day's last hour, the hour before is taken for it: 23:00 never comes.
    """
    names = User.objects.reachable().order_by().values_list("time_zone", flat=True).distinct()
    clocks: dict[tuple[date, int], list[str]] = defaultdict(list)
    for name in names:
        zone = User(time_zone=name).zone
        local, soon = now.astimezone(zone), (now + timedelta(hours=1)).astimezone(zone)
        hour = local.hour if soon.date() == local.date() else LAST_HOUR
        clocks[local.date(), hour].append(name)
    return clocks


def due_for_daily(zones: list[str], *, day: date, hour: int) -> list[int]:
    """Return who in `zones` has reached their digest hour on `day`, at most `LATE_HOURS` ago,
    without having had a digest.

    A day is a date on the user's own clock, so whoever moves to another zone gets the digest of
    a date once, however often the clock there shows it, and one for each date that reaches it.
    """
    users = _past_their_hour(zones, hour=hour, after=hour - LATE_HOURS).exclude(role="")
    users = users.exclude(notification_preference__is_digest_on=False)
    users = users.exclude(notification_preference__is_mail_on=False)
    return _without_run(users, kind=DigestRun.Kind.DAILY, period_date=day)


def due_for_monthly(zones: list[str], *, month: date, hour: int) -> list[int]:
    """Return whose report of `month` (its first day) is still to be made among the sponsors in
    `zones`: also of whoever wants no mail about it, because it is a page as well. It comes in
    the morning, at the hour of the digest if that is one of `MORNING`'s, else at the nearest.
    """
    users = _past_their_hour(zones, hour=hour, between=MORNING).filter(role=User.Role.SPONSOR)
    return _without_run(users, kind=DigestRun.Kind.MONTHLY, period_date=month)


def month_to_report(day: date) -> date | None:
    """Return the first day of the month that is reported on `day`; None late in a month."""
    if day.day > LAST_REPORT_DAY:
        return None
    return (day.replace(day=1) - timedelta(days=1)).replace(day=1)


def _past_their_hour(
    zones: list[str], *, hour: int, after: int = -1, between: tuple[int, int] = (0, LAST_HOUR)
) -> QuerySet[User]:
    """Return the users in `zones` whose digest hour is at or before `hour`, and after `after`.

    An hour that is not `between` these two is taken for the nearer one. Whoever never opened the
    settings has no row there and gets the default hour.
    """
    default = NotificationPreference._meta.get_field("digest_hour").default
    return (
        User.objects.reachable()
        .filter(time_zone__in=zones)
        .annotate(chosen_hour=Coalesce(F("notification_preference__digest_hour"), default))
        .annotate(digest_hour=Least(Greatest(F("chosen_hour"), between[0]), between[1]))
        .filter(digest_hour__lte=hour, digest_hour__gt=after)
    )


def _without_run(users: QuerySet[User], *, kind: str, period_date: date) -> list[int]:
    had = DigestRun.objects.filter(user=OuterRef("pk"), kind=kind, period_date=period_date)
    return list(users.filter(~Exists(had)).order_by("pk").values_list("pk", flat=True))
