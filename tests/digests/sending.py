"""Short words for tests that send digests."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from django.utils import timezone

from accounts.models import User
from marketplace.digests import registry
from marketplace.digests.registry import Line, Reader, Section
from marketplace.kernel.mail.models import OutboxMail


def at_noon(*, days: int = 0) -> datetime:
    """Return the next noon UTC, or one on a later day: past everybody's default hour in UTC."""
    now = timezone.now().astimezone(UTC)
    noon = now.replace(hour=12, minute=0, second=0, microsecond=0)
    return noon + timedelta(days=days if noon > now else days + 1)


def digests() -> list[OutboxMail]:
    """Return the digests in the outbox, in the order they were written."""
    return list(OutboxMail.objects.filter(kind="digest_daily").order_by("pk"))


def digest_to(user: User) -> OutboxMail:
    """Return the one digest of a user."""
    return OutboxMail.objects.get(kind="digest_daily", user=user)


def loaded(users: Sequence[User]) -> list[User]:
    """Return the users as the digest loads them."""
    rows = User.objects.filter(pk__in=[user.pk for user in users])
    return list(rows.select_related("sponsor_profile", "influencer_profile__category"))


def sections_for(
    user: User, *, now: datetime | None = None, since: datetime | None = None
) -> list[Section]:
    """Return what a digest at `now` tells; without `since`, of the last day."""
    now = now or timezone.now() + timedelta(seconds=1)
    reader = Reader(loaded([user])[0], since or now - timedelta(days=1), now)
    return registry.sections.collect([reader], now).get(user.pk, [])


def lines_in(title: str, sections: Sequence[Section]) -> list[Line]:
    """Return the lines under a heading; none where it is not there."""
    return [line for section in sections if section.title == title for line in section.lines]


def texts_in(title: str, sections: Sequence[Section]) -> list[str]:
    """Return the words of the lines under a heading."""
    return [line.text for line in lines_in(title, sections)]
