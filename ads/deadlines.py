"""When a state ends by itself. A day ends at midnight in the influencer's frozen zone."""

import zoneinfo
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from django.conf import settings

from ads.workflow import State, allowance

if TYPE_CHECKING:
    from ads.models import Ad


def end_of_day(day: date, zone: str) -> datetime:
    """Return the moment `day` ends in `zone`: the following midnight there."""
    midnight = datetime.combine(day + timedelta(days=1), time(), zoneinfo.ZoneInfo(zone))
    return midnight.astimezone(zoneinfo.ZoneInfo("UTC"))


def deadline_for(ad: "Ad", state: State, now: datetime) -> datetime | None:
    """Return when `state`, entered by `ad` at `now`, ends by itself; None where it never does.

    Active ends with the first due date. Approved ends with the last posting date, because the
    live links are handed in together; an approval that comes late, or a live link sent back,
    leaves at least the repair time.
    """
    fixed = allowance(state)
    if fixed is not None:
        return now + fixed
    if state is State.ACTIVE:
        return end_of_day(min(d.due_date for d in ad.deliverables.all()), ad.influencer_zone)
    if state is State.APPROVED:
        repair = now + timedelta(hours=settings.LIVE_REPAIR_HOURS)
        if ad.live_rejections:
            return repair
        last = max(d.posting_date for d in ad.deliverables.all())
        return max(repair, end_of_day(last, ad.influencer_zone))
    return None
