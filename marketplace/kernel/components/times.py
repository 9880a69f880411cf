"""Moments, days and deadlines as `<time>`, in the reader's zone."""

from datetime import date, datetime, timedelta, tzinfo
from functools import lru_cache

from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from marketplace.kernel.counting import counted

# A deadline this near is shown with the time that is left.
SOON = timedelta(hours=48)


def exact(moment: datetime) -> str:
    """Return the full text of a moment: "Saturday 21 November 2026, 09:12 (Europe/Berlin)"."""
    return _exact_in(moment, timezone.get_current_timezone())


@lru_cache(maxsize=4000)
def _exact_in(moment: datetime, zone: tzinfo) -> str:
    """Write a moment out. Lists show the same few again and again, and writing takes long."""
    local = timezone.localtime(moment, zone)
    return f"{local:%A} {local.day} {local:%B %Y, %H:%M} ({zone})"


def day_text(value: date, *, today: date, long: bool = False) -> str:
    """Return "Sat 21 Nov", with the year where it is not this one; `long` writes words out."""
    text = f"{value:%A} {value.day} {value:%B}" if long else f"{value:%a} {value.day} {value:%b}"
    return text if value.year == today.year else f"{text} {value.year}"


def distance_text(span: timedelta) -> str:
    """Return a positive span in its largest unit: "12 minutes", "5 hours", "3 days"."""
    minutes = int(span.total_seconds() // 60)
    for size, unit in ((60 * 24, "day"), (60, "hour")):
        # Two of a unit before it is used: "36 hours" says more than "1 day".
        if minutes >= 2 * size or minutes == size:
            return counted(minutes // size, unit)
    return counted(max(minutes, 1), "minute")


def moment_text(moment: datetime, *, now: datetime) -> str:
    """Return a moment as people say it, relative where that is clearer than the clock."""
    local, here = timezone.localtime(moment), timezone.localtime(now)
    gap = now - moment
    if timedelta(0) <= gap < timedelta(minutes=1):
        return "just now"
    if timedelta(0) < gap < timedelta(hours=1):
        return f"{distance_text(gap)} ago"
    if timedelta(0) < -gap < timedelta(hours=1):
        return f"in {distance_text(-gap)}"
    days = (local.date() - here.date()).days
    if named := {0: "today", -1: "yesterday", 1: "tomorrow"}.get(days):
        return f"{named} {local:%H:%M}"
    if local.year != here.year:
        return day_text(local.date(), today=here.date())
    return f"{day_text(local.date(), today=here.date())} {local:%H:%M}"


def moment(value: datetime) -> SafeString:
    """Show a moment; hovering shows it exactly."""
    return _time(value, moment_text(value, now=timezone.now()))


def day(value: date) -> SafeString:
    """Show a calendar day, such as a due date. A moment is shown as its day for the reader."""
    if isinstance(value, datetime):
        value = timezone.localtime(value).date()
    return format_html(
        '<time datetime="{}">{}</time>',
        value.isoformat(),
        day_text(value, today=timezone.localdate()),
    )


def deadline_text(value: datetime, *, now: datetime, long: bool = True) -> str:
    """Return a deadline in the active zone: "Thursday 26 November, 18:00".

    One at midnight ends the day before: "Saturday 28 November, 24:00" (ISO 8601-1), because
    "Sunday, 00:00" is read as the end of Sunday.
    """
    zone = timezone.get_current_timezone()
    new_year = timezone.localtime(now, zone).date().replace(month=1, day=1)
    return _deadline_in(value, zone, new_year, long=long)


@lru_cache(maxsize=4000)
def _deadline_in(value: datetime, zone: tzinfo, today: date, *, long: bool) -> str:
    local = timezone.localtime(value, zone)
    clock = f"{local:%H:%M}"
    if clock == "00:00":
        local, clock = local - timedelta(days=1), "24:00"
    return f"{day_text(local.date(), today=today, long=long)}, {clock}"


def deadline(value: datetime) -> str:
    """Write a deadline with its zone, for mails: "Thursday 26 November, 18:00 (Europe/Berlin)"."""
    zone = timezone.get_current_timezone_name()
    return f"{deadline_text(value, now=timezone.now())} ({zone})"


def until(value: datetime, *, short: bool = False) -> SafeString:
    """Show a deadline with weekday and hour; when it is near, also how much time is left."""
    now = timezone.now()
    text = deadline_text(value, now=now, long=not short)
    left = value - now
    if left <= timedelta(0):
        return _time(value, text, css="deadline is-over")
    if left <= SOON:
        return _time(value, f"{text} (in {distance_text(left)})", css="deadline is-soon")
    return _time(value, text, css="deadline")


def _time(value: datetime, text: str, *, css: str = "") -> SafeString:
    return format_html(
        '<time{} datetime="{}" title="{}">{}</time>',
        format_html(' class="{}"', css) if css else "",
        value.isoformat(),
        exact(value),
        text,
    )
