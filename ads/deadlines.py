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

    Active ends with the first due date, later where a product has to arrive first. Approved ends
    with the last posting date, because the live links are handed in together; an approval that
    comes late, or a live link sent back, leaves at least the repair time.
    """
    fixed = allowance(state)
    if fixed is not None:
        return now + fixed
    if state is State.ACTIVE:
        first = end_of_day(min(d.due_date for d in ad.deliverables.all()), ad.influencer_zone)
        return max(first, _product_deadline(ad, now) or first)
    if state is State.APPROVED:
        repair = now + timedelta(hours=settings.LIVE_REPAIR_HOURS)
        if ad.live_rejections:
            return repair
        last = max(d.posting_date for d in ad.deliverables.all())
        return max(repair, end_of_day(last, ad.influencer_zone))
    return None


def _product_deadline(ad: "Ad", now: datetime) -> datetime | None:
    """Return the end of the day that lies `product_days` after the product's arrival.

    Until the influencer has confirmed it, a parcel counts as arrived
    settings.PRODUCT_TRANSIT_DAYS after it was sent; one not sent yet as if it were sent now.
    None where no product is sent along.
    """
    from ads.models import Shipment

    terms = ad.terms_in_force
    if not terms.get("product_name"):
        return None
    shipment = Shipment.objects.filter(ad=ad).first() or Shipment(ad=ad)
    on_its_way = (shipment.sent_at or now) + timedelta(days=settings.PRODUCT_TRANSIT_DAYS)
    arrived = (shipment.received_at or on_its_way).astimezone(zoneinfo.ZoneInfo(ad.influencer_zone))
    return end_of_day(arrived.date() + timedelta(days=terms["product_days"]), ad.influencer_zone)
