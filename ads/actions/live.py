"""After the posts went live: the promise that they stay up."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from ads.actions.moves import lock_ad
from ads.actions.telling import record
from ads.models import Ad, LiveCheck, Submission
from ads.workflow import Side, State
from marketplace.kernel.errors import Refused
from marketplace.notifications.actions import notify

if TYPE_CHECKING:
    from accounts.models import User


def schedule_live_checks(ad: Ad, *, now: datetime) -> None:
    """Plan the questions of settings.LIVE_REMINDER_DAYS, counted from the last live links, as far
    as the terms let the posts stay up that long. Without live links there is nothing to ask."""
    links = Submission.objects.filter(deliverable__ad=ad, kind=Submission.Kind.LIVE)
    posted_at = links.order_by("-created_at").values_list("created_at", flat=True).first()
    if posted_at is None:
        return
    longest = max(deliverable.live_days for deliverable in ad.deliverables.all())
    LiveCheck.objects.bulk_create(
        LiveCheck(ad=ad, day=day, due_at=max(now, posted_at + timedelta(days=day)))
        for day in settings.LIVE_REMINDER_DAYS
        if day <= longest
    )


def send_live_reminders(*, now: datetime | None = None) -> int:
    """Ask the influencers whose question is due, once each; returns how many."""
    moment = now or timezone.now()
    due = LiveCheck.objects.filter(due_at__lte=moment, reminded_at=None, answered_at=None)
    asked = 0
    for pk in list(due.values_list("pk", flat=True)):
        with transaction.atomic():
            check = due.select_for_update().filter(pk=pk).first()
            if check is None:
                continue
            check.reminded_at = moment
            check.save(update_fields=["reminded_at"])
            _remind(check, moment)
            asked += 1
    return asked


def _remind(check: LiveCheck, now: datetime) -> None:
    ad = check.ad
    notify(
        user=ad.user_of(Side.INFLUENCER),
        kind="live_check",
        text=f"{ad.title}: say whether the posts are still up after {check.day} days.",
        url=f"{ad.get_absolute_url()}#live",
        mail_kind="live_check",
        mail_context={"title": ad.title, "campaign": ad.campaign.title, "day": check.day},
        dedup_key=f"livecheck:{check.pk}",
        now=now,
    )


def answer_live_check(
    *,
    actor: "User",
    ad: Ad,
    day: int,
    is_up: bool,
    note: str = "",
    now: datetime | None = None,
) -> LiveCheck:
    """Attest, as the influencer, whether the posts are still up; the sponsor is told.

    Raises Refused for anybody else, before the day, the second time, and for posts that are
    down without a word why.
    """
    moment = now or timezone.now()
    with transaction.atomic():
        locked = lock_ad(ad.pk, lock_campaign=False)
        if locked.side_of(actor) is not Side.INFLUENCER:
            raise Refused("Only the influencer answers this.")
        check = LiveCheck.objects.select_for_update().filter(ad=locked, day=day).first()
        if check is None:
            raise Refused("Nobody asks this about the ad.")
        if moment < check.due_at:
            raise Refused(f"This is asked {day} days after the posts went live.")
        if check.answered_at is not None:
            raise Refused("You have answered this already.")
        if not is_up and not note.strip():
            raise Refused("Say why the posts are down.", field="note")
        check.answered_at, check.is_up, check.note = moment, is_up, note.strip()
        check.save()
        record(
            locked,
            "still_up" if is_up else "taken_down",
            source=State(locked.state),
            actor=actor,
            now=moment,
            reason=check.note,
            data={"day": day},
        )
    return check
