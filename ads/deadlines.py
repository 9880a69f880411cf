"""When a state ends by itself. A day ends at midnight in the influencer's frozen zone."""

import zoneinfo
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from django.conf import settings

from ads.workflow import State, allowance

if TYPE_CHECKING:
    from ads.models import Ad, Shipment
    from ads.terms import OfferTerms


def end_of_day(day: date, zone: str) -> datetime:
    """Return the moment `day` ends in `zone`: the following midnight there."""
    midnight = datetime.combine(day + timedelta(days=1), time(), zoneinfo.ZoneInfo(zone))
    return midnight.astimezone(zoneinfo.ZoneInfo("UTC"))


def local_day(ad: "Ad", moment: datetime) -> date:
    """Return the day it is for the influencer, by the zone frozen at acceptance."""
    return moment.astimezone(zoneinfo.ZoneInfo(ad.influencer_zone or "UTC")).date()


def last_day(ad: "Ad", deadline: datetime) -> date:
    """Return the influencer's day that ends at `deadline`, the last one that is in time."""
    return local_day(ad, deadline - timedelta(seconds=1))


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
        return drafts_due(ad, _shipment(ad), now)
    if state is State.APPROVED:
        repair = now + timedelta(hours=settings.LIVE_REPAIR_HOURS)
        if ad.live_rejections:
            return repair
        last = max(d.posting_date for d in ad.deliverables.all())
        return max(repair, end_of_day(last, ad.influencer_zone))
    return None


def _shipment(ad: "Ad") -> "Shipment | None":
    """Return how far the product has come; None where none is sent along, without a query."""
    from ads.models import Shipment

    if not ad.terms_in_force.get("product_name"):
        return None
    return Shipment.objects.filter(ad=ad).first() or Shipment(ad=ad)


def drafts_due(
    ad: "Ad", shipment: "Shipment | None", now: datetime, *, terms: "OfferTerms | None" = None
) -> datetime:
    """Return when the first drafts are due: at the end of the first due date, or of the day that
    lies `product_days` after the product's arrival, whichever is later; by the terms in force, or
    by other `terms`.

    Until the influencer has confirmed it, a parcel counts as arrived
    settings.PRODUCT_TRANSIT_DAYS after it was sent; one not sent yet as if it were sent now.
    """
    if terms is None:
        first_day = min(d.due_date for d in ad.deliverables.all())
    else:
        first_day = terms.first_due_date
    first = end_of_day(first_day, ad.influencer_zone)
    if shipment is None:
        return first
    on_its_way = (shipment.sent_at or now) + timedelta(days=settings.PRODUCT_TRANSIT_DAYS)
    arrived = local_day(ad, shipment.received_at or on_its_way)
    days = timedelta(days=terms.product_days if terms else ad.terms_in_force["product_days"])
    return max(first, end_of_day(arrived + days, ad.influencer_zone))
