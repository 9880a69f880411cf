"""Ratings by who lost a dispute: a moderator releases them or keeps them hidden."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from ads.actions.moves import lock_ad
from ads.actions.ratings import publish_ratings
from ads.models import Ad, Rating
from marketplace.kernel.errors import Refused
from marketplace.notifications.actions import notify

if TYPE_CHECKING:
    from accounts.models import User


def release_rating(
    *, actor: "User", rating: Rating, reason: str, now: datetime | None = None
) -> Rating:
    """Let a held rating appear like any other: at once where both are in or the window has
    closed, else then. Its author reads the reason.

    Raises Refused without a reason, and for a rating that is not held.
    """
    moment = now or timezone.now()
    with transaction.atomic():
        ad, held = _decided(actor, rating, reason, moment)
        held.is_held = False
        held.save()
        publish_ratings(ad=ad, now=moment)
        _tell_author(ad, held, f"A moderator released your rating of {ad.title}", reason, moment)
        held.refresh_from_db()
    return held


def keep_rating_hidden(
    *, actor: "User", rating: Rating, reason: str, now: datetime | None = None
) -> Rating:
    """Leave a held rating unpublished and tell its author why; it can still be released later.

    Raises Refused without a reason, and for a rating that is not held.
    """
    moment = now or timezone.now()
    with transaction.atomic():
        ad, held = _decided(actor, rating, reason, moment)
        held.save()
        _tell_author(ad, held, f"Your rating of {ad.title} stays hidden", reason, moment)
    return held


def _decided(actor: "User", rating: Rating, reason: str, now: datetime) -> tuple[Ad, Rating]:
    """Return the ad and its rating under their row locks, the decision noted on it, unsaved."""
    ad = lock_ad(rating.ad_id, lock_campaign=False)
    locked = ad.ratings.select_for_update().get(pk=rating.pk)
    if not locked.is_held:
        raise Refused("This rating is not held.")
    if ad.side_of(actor) is not None:
        raise Refused("A party of an ad does not decide about its ratings.")
    if not reason.strip():
        raise Refused("Give a reason: the author reads it.", field="reason")
    locked.reviewed_at, locked.reviewed_by = now, actor
    locked.review_reason = reason.strip()
    return ad, locked


def _tell_author(ad: Ad, rating: Rating, what: str, reason: str, now: datetime) -> None:
    notify(
        user=rating.actor,
        kind="rating",
        text=f"{what}: {reason.strip()}",
        url=f"{ad.get_absolute_url()}#rating",
        mail_kind="rating_decided",
        mail_context={"title": ad.title},
        dedup_key=f"rating:{rating.pk}:decided:{now.isoformat()}",
        now=now,
    )
