"""Ratings: two-sided and blind until both are in or the window closes."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.actions import add_rating
from ads.actions.moves import check_party, lock_ad
from ads.axes import AXES
from ads.models import Ad, Rating
from ads.workflow import Side, State
from marketplace.kernel.errors import Refused
from marketplace.notifications.actions import notify

if TYPE_CHECKING:
    from accounts.models import User


def check_ratable(ad: Ad, now: datetime) -> None:
    """Raise Refused unless the ad can be rated: over, paid for, and inside the window."""
    is_rated_end = ad.state == State.COMPLETED or (
        ad.state == State.CANCELLED and ad.funded_at is not None
    )
    if not is_rated_end or ad.is_history:
        raise Refused("An ad can be rated once it is over and was paid for.")
    closes_at = ad.ratings_close_at
    if closes_at is None or now >= closes_at:
        raise Refused(f"Ratings close {settings.RATING_DAYS} days after the end.")


def check_stars(rating: Rating) -> None:
    """Raise Refused, at its field, for stars on an axis that are not 1 to 5."""
    for name in AXES:
        if not 1 <= getattr(rating, name) <= 5:
            raise Refused("Choose 1 to 5 stars.", field=name)


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

    Only the moderators read `private_note`. Raises Refused before the end, after the window, and
    the second time.
    """
    moment = now or timezone.now()
    try:
        with transaction.atomic():
            locked = lock_ad(ad.pk, lock_campaign=False)
            check_party(locked, actor)
            side = locked.side_of(actor)
            assert side is not None  # check_party refuses strangers
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
                created_at=moment,
            )
            check_stars(rating)
            rating.save(force_insert=True)
            if locked.ratings.count() == len(Side):
                publish_ratings(ad=locked, now=moment)
                rating.refresh_from_db()
            else:
                _ask_other_side(locked, side.other, moment)
    except IntegrityError as error:
        raise Refused("You have rated this ad already.") from error
    return rating


def _ask_other_side(ad: Ad, side: Side, now: datetime) -> None:
    user = ad.user_of(side)
    notify(
        user=user,
        kind="rating",
        text=f"{ad.title} was rated. Rate back to read it.",
        url=ad.get_absolute_url(),
        dedup_key=f"ad:{ad.pk}:rated:{user.pk}",
        now=now,
    )


def publish_ratings(*, ad: Ad, now: datetime) -> int:
    """Make the ad's blind ratings public and count them on the profiles; returns how many.

    Call it with the ad's row locked.
    """
    blind = list(ad.ratings.filter(published_at=None))
    for rating in blind:
        rating.published_at = now
        rating.save(update_fields=["published_at"])
        by_sponsor = rating.by_side == Side.SPONSOR
        profile = ad.influencer if by_sponsor else ad.campaign.sponsor
        add_rating(profile=profile, axes=rating.axes)
    return len(blind)


def publish_due_ratings(*, now: datetime | None = None) -> int:
    """Publish what is blind on ads whose rating window has closed; returns how many."""
    moment = now or timezone.now()
    closed_before = moment - timedelta(days=settings.RATING_DAYS)
    due = (
        Rating.objects.filter(published_at=None, ad__ended_at__lte=closed_before)
        .values_list("ad_id", flat=True)
        .distinct()
    )
    published = 0
    for pk in list(due):
        with transaction.atomic():
            published += publish_ratings(ad=lock_ad(pk, lock_campaign=False), now=moment)
    return published
