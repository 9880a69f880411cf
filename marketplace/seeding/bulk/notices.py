"""What people were told in the site about the last move of an ad."""

from accounts.models import User
from ads.models import AdEvent
from ads.topics import topic_of
from marketplace.notifications.models import Notification
from marketplace.seeding.bulk.books import Books
from marketplace.seeding.bulk.dice import Dice


def notice_of(event: AdEvent, text: str, user: User, *, dice: Dice, books: Books) -> Notification:
    """Return the notice of `event` to `user`, read by now or not."""
    is_read = dice.chance(0.6)
    ad = event.ad
    return Notification(
        pk=books.rows.number(Notification),
        user=user,
        kind="ad_moved",
        topic=topic_of(event.transition) or "",
        text=f"{ad.title}: {text}"[:300],
        url=ad.get_absolute_url(),
        dedup_key=f"ad:{ad.pk}:event:{event.pk}:{user.pk}",
        created_at=event.created_at,
        read_at=dice.moment(event.created_at, books.now) if is_read else None,
    )
