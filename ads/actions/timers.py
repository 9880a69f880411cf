"""What the clock does. One sweep, safe to run twice and side by side."""

import logging
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from ads.actions.delivery import approve_work
from ads.actions.disputes import alert_moderators
from ads.actions.ending import cancel_ad, complete_ad
from ads.actions.live import send_live_reminders
from ads.actions.moves import lock_ad
from ads.actions.offers import expire_offer, withdraw_offer
from ads.actions.products import postpone
from ads.actions.proposals import lapse_due_proposals
from ads.actions.ratings import publish_due_ratings
from ads.actions.reminding import send_review_reminders
from ads.actions.telling import record
from ads.models import Ad
from ads.turns import waits_for_product
from ads.workflow import NEGOTIATING, ON_DEADLINE, State
from campaigns.models import Campaign

log = logging.getLogger(__name__)


def carry_out_deadline(*, ad: Ad, now: datetime | None = None) -> bool:
    """Do what the ad's passed deadline says; returns whether it was still to be done.

    The row is locked and looked at again, so a second sweep, or a person who was faster,
    finds nothing left to do.
    """
    moment = now or timezone.now()
    with transaction.atomic():
        # Campaign first, as every action locks: the deadline may free its budget.
        locked = lock_ad(ad.pk, lock_campaign=True)
        if not Ad.objects.due(moment).filter(pk=locked.pk).exists():
            return False
        match ON_DEADLINE[State(locked.state)]:
            case "expire":
                expire_offer(ad=locked, now=moment)
            case "cancel":
                cancel_ad(actor=None, ad=locked, now=moment)
            case "approve":
                approve_work(actor=None, ad=locked, now=moment)
            case "complete":
                complete_ad(actor=None, ad=locked, now=moment)
            case _:
                pass_deadline(locked, moment)
    return True


def pass_deadline(ad: Ad, now: datetime) -> None:
    """Do what a deadline does that ends nothing: alert, postpone, or note that work is late."""
    if ad.is_disputed:
        ad.overdue_at = now
        ad.save(update_fields=["overdue_at"])
        alert_moderators(ad=ad, now=now)
        record(ad, "alert", source=State(ad.state), actor=None, now=now)
    elif waits_for_product(ad):
        postpone(ad=ad, now=now)
    else:
        mark_overdue(ad, now)


def mark_overdue(ad: Ad, now: datetime) -> None:
    """Note that the influencer's deadline passed; the state stays, the sponsor gains a way out."""
    ad.overdue_at = now
    ad.save(update_fields=["overdue_at"])
    record(ad, "overdue", source=State(ad.state), actor=None, now=now)


def run_deadlines(*, now: datetime | None = None) -> int:
    """Carry out every deadline that has passed: of ads, proposals, reminders and ratings.

    Returns how many ads moved. One ad's failure is logged and does not stop the others.
    """
    moment = now or timezone.now()
    moved = 0
    for ad in Ad.objects.due(moment).order_by("deadline_at").iterator(chunk_size=500):
        try:
            moved += carry_out_deadline(ad=ad, now=moment)
        except Exception:
            log.exception("The deadline of ad %s could not be carried out", ad.pk)
    lapse_due_proposals(now=moment)
    send_review_reminders(now=moment)
    send_live_reminders(now=moment)
    publish_due_ratings(now=moment)
    return moved


def withdraw_open_offers(*, campaign: Campaign, now: datetime | None = None) -> int:
    """Withdraw what is still being negotiated in a closing campaign; returns how many."""
    open_offers = Ad.objects.filter(campaign=campaign, state__in=list(NEGOTIATING))
    ads = list(open_offers.order_by("pk"))
    for ad in ads:
        withdraw_offer(actor=None, ad=ad, now=now)
    return len(ads)
