"""Links that end a kind of mail without signing in (RFC 8058)."""

from typing import NamedTuple

from django.core import signing
from django.urls import reverse

from marketplace.kernel.people import Person

SALT = "marketplace.notifications.unsubscribe"

# The topics people can leave, each a switch of NotificationPreference, and what they are called.
TOPICS = {
    "digest": ("is_digest_on", "the daily digest"),
    "monthly": ("is_monthly_on", "the monthly report"),
    "instant": ("is_instant_on", "mails when something happens"),
}


class Subscription(NamedTuple):
    """What a link ends."""

    user_id: int
    topic: str


def unsubscribe_url(*, user: Person, topic: str) -> str:
    """Return the path that ends `topic` for `user`; it has no end of its own.

    Raises ValueError for an unknown topic.
    """
    if topic not in TOPICS:
        raise ValueError(f"unknown topic {topic}")
    token = signing.dumps([user.pk, topic], salt=SALT)
    return reverse("notifications:unsubscribe", args=[token])


def read_token(token: str) -> Subscription | None:
    """Return what the token names, or None where it was not made here."""
    try:
        user_id, topic = signing.loads(token, salt=SALT)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    known = isinstance(user_id, int) and isinstance(topic, str) and topic in TOPICS
    return Subscription(user_id, topic) if known else None
