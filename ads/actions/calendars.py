"""The calendar feed's secret: made, renewed, revoked."""

import secrets
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils import timezone

from ads.models import CalendarFeed

if TYPE_CHECKING:
    from accounts.models import User


def renew_feed(*, actor: "User", now: datetime | None = None) -> CalendarFeed:
    """Give the actor's feed a new secret; addresses with the old one stop working."""
    values = {"nonce": secrets.token_hex(16), "created_at": now or timezone.now()}
    feed, _ = CalendarFeed.objects.update_or_create(user=actor, defaults=values)
    return feed


def revoke_feed(*, actor: "User") -> None:
    """End the actor's feed. Does nothing where there is none."""
    CalendarFeed.objects.filter(user=actor).delete()
