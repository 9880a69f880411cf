"""Ratings: two-sided, and blind until both are in or the window closes.

What the losing side of a dispute writes waits for a moderator; it keeps nothing else waiting.
"""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.actions import add_rating
from ads.actions.moves import check_party, lock_ad
from ads.axes import AXES
from ads.models import Ad, Dispute, Rating
from ads.ratable import can_be_rated
from ads.workflow import Side
from marketplace.kernel.errors import Refused
from marketplace.notifications.actions import notify

if TYPE_CHECKING:
    from accounts.models import User


def check_ratable(ad: Ad, now: datetime) -> None:
    """Raise Refused unless the ad can be rated: over, paid for, and inside the window."""
    if not can_be_rated(ad):
        raise Refused("An ad can be rated once it is over and was paid for.")
    closes_at = ad.ratings_close_at
    if closes_at is None or now >= closes_at:
        raise Refused(f"Ratings close {settings.RATING_DAYS} days after the end.")


def check_stars(rating: Rating) -> None:
    """Raise Refused, at its field, for stars on an axis that are not 1 to 5."""
    for name in AXES:
        if not 1 <= getattr(rating, name) <= 5:
            raise Refused("Choose 1 to 5 stars.", field=name)


def lost_dispute(ad: Ad, side: Side) -> bool:
    """Whether the latest settlement about `ad` went against `side`."""
    settled = ad.disputes.filter(state=Dispute.State.SETTLED).order_by("closed_at", "pk").last()
    return settled is not None and settled.lost_by == side


def rate_ad(
    *,
    actor: "User",
    ad: Ad,
    quality_stars: int,
    communication_stars: int,
    timeliness_stars: int,
    text: str = "",
    private_note: str = "",
    now: datetime | None = None,
) -> Rating:
    """Rate the other side, 1 to 5 stars on each axis; both ratings appear once both are in.

    After a lost dispute the rating is held until a moderator has read it. Only the moderators
    read `private_note`. Raises Refused before the end, after the window, and the second time.
    """
    moment = now or timezone.now()
    try:
        with transaction.atomic():
            locked = lock_ad(ad.pk, lock_campaign=False)
            check_party(locked, actor)
            side = locked.side_of(actor)
            if side is None:
                raise Refused("Only the two sides of an ad rate each other.")
            check_ratable(locked, moment)
            rating = Rating(
                ad=locked,
                by_side=side,
                actor=actor,
                quality_stars=quality_stars,
                communication_stars=communication_stars,
                timeliness_stars=timeliness_stars,
                text=text,
                private_note=private_note,
                is_held=lost_dispute(locked, side),
                created_at=moment,
            )
            check_stars(rating)
            rating.save(force_insert=True)
            if not publish_ratings(ad=locked, now=moment):
                _ask_other_side(rating, moment)
            rating.refresh_from_db()
    except IntegrityError as error:
        raise Refused("You have rated this ad already.") from error
    return rating


def _ask_other_side(rating: Rating, now: datetime) -> None:
    """Tell the side that has not rated yet. A held rating does not appear by rating back."""
    ad, side = rating.ad, Side(rating.by_side).other
    if ad.ratings.filter(by_side=side).exists():
        return
    what = "You can rate it, too." if rating.is_held else "Rate back to read it."
    user = ad.user_of(side)
    notify(
        user=user,
        kind="rating",
        text=f"{ad.title} was rated. {what}",
        url=ad.get_absolute_url(),
        mail_kind="rating_news",
        mail_context={"title": ad.title},
        dedup_key=f"ad:{ad.pk}:rated:{user.pk}",
        now=now,
    )


def publish_ratings(*, ad: Ad, now: datetime) -> int:
    """Make the ad's blind ratings public, once both are in or the window has closed, and count
    them on the profiles; returns how many. Held ones stay where they are.

    Call it with the ad's row locked.
    """
    ratings = list(ad.ratings.all())
    closes_at = ad.ratings_close_at
    is_closed = closes_at is not None and now >= closes_at
    if not is_closed and len(ratings) < len(Side):
        return 0
    due = [rating for rating in ratings if rating.published_at is None and not rating.is_held]
    for rating in due:
        rating.published_at = now
        rating.save(update_fields=["published_at"])
        by_sponsor = rating.by_side == Side.SPONSOR
        profile = ad.influencer if by_sponsor else ad.campaign.sponsor
        add_rating(profile=profile, axes=rating.axes)
        _tell_rated(ad, rating, now)
    return len(due)


def _tell_rated(ad: Ad, rating: Rating, now: datetime) -> None:
    notify(
        user=ad.user_of(Side(rating.by_side).other),
        kind="rating",
        text=f"You were rated {rating.stars:.1f} of 5 stars for {ad.title}. You can answer once.",
        url=f"{ad.get_absolute_url()}#rating",
        mail_kind="rating_news",
        mail_context={"title": ad.title},
        dedup_key=f"rating:{rating.pk}:published",
        now=now,
    )


def publish_due_ratings(*, now: datetime | None = None) -> int:
    """Publish what is blind on ads whose rating window has closed; returns how many."""
    moment = now or timezone.now()
    closed_before = moment - timedelta(days=settings.RATING_DAYS)
    blind = Rating.objects.filter(published_at=None, is_held=False)
    due = blind.filter(ad__ended_at__lte=closed_before).values_list("ad_id", flat=True).distinct()
    published = 0
    for pk in list(due):
        with transaction.atomic():
            published += publish_ratings(ad=lock_ad(pk, lock_campaign=False), now=moment)
    return published


def reply_to_rating(
    *, actor: "User", rating: Rating, text: str, now: datetime | None = None
) -> Rating:
    """Answer a published rating, once, as the side that was rated. Everybody reads the answer.

    Raises Refused for anybody else, before it is published, without words, and the second time.
    """
    moment = now or timezone.now()
    with transaction.atomic():
        ad = lock_ad(rating.ad_id, lock_campaign=False)
        locked = ad.ratings.select_for_update().get(pk=rating.pk)
        check_party(ad, actor)
        if ad.side_of(actor) != Side(locked.by_side).other:
            raise Refused("Only who was rated can answer a rating.")
        if locked.published_at is None:
            raise Refused("A rating can be answered once it is published.")
        if locked.reply:
            raise Refused("You have answered this rating already.")
        if not text.strip():
            raise Refused("Write something first.", field="reply")
        locked.reply = text.strip()
        locked.replied_at = moment
        locked.save(update_fields=["reply", "replied_at"])
        notify(
            user=locked.actor,
            kind="rating",
            text=f"Your rating of {ad.title} was answered.",
            url=f"{ad.get_absolute_url()}#rating",
            mail_kind="rating_news",
            mail_context={"title": ad.title},
            dedup_key=f"rating:{locked.pk}:reply",
            now=moment,
        )
    return locked
