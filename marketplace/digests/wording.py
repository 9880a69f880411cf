"""What a digest says about itself. Moments are told in the zone that is active."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.utils import timezone

from marketplace.digests.registry import Section
from marketplace.kernel.components.times import day_text, deadline_text

# A deadline this near is told by its weekday alone: there is only one such day ahead.
WEEKDAY_IS_ENOUGH = timedelta(days=6)


def subject_of(sections: Sequence[Section], *, now: datetime) -> str:
    """Return a subject that names the most urgent thing, which is the first, and counts the rest:
    "Your turn on Two trail videos until Tuesday, 18:00, and 3 more"."""
    first = sections[0].lines[0]
    text = (first.subject or first.text).rstrip(".")
    if first.due_at:
        text = f"{text} until {_deadline(first.due_at, now)}"
    rest = sum(section.count for section in sections) - 1
    return f"{text}, and {rest} more" if rest else text


def _deadline(value: datetime, now: datetime) -> str:
    text = deadline_text(value, now=now)
    if timedelta(0) <= value - now < WEEKDAY_IS_ENOUGH:
        weekday, clock = text.partition(" ")[0], text.rpartition(", ")[2]
        return f"{weekday}, {clock}"
    return text


def since_text(since: datetime, *, now: datetime) -> str:
    """Return the moment of the last digest: "Monday 2 March, 08:00"."""
    local, today = timezone.localtime(since), timezone.localtime(now).date()
    return f"{day_text(local.date(), today=today, long=True)}, {local:%H:%M}"
