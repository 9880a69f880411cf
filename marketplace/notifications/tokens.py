"""Links that end mails without signing in (RFC 8058), and take that back."""

from typing import NamedTuple

from django.core import signing
from django.urls import reverse

from marketplace.kernel.mail.topics import Summary, Topic
from marketplace.kernel.people import Person

SALT = "marketplace.notifications.unsubscribe"

# What links could end before there were topics: every mail about something that happens. Such
# mails are in people's mailboxes, and their links go on working.
INSTANT = "instant"

# What people can leave, and what it is called after "You no longer get".
SUBJECTS: dict[str, str] = {
    **{topic.value: f"mails about {topic.label.lower()}" for topic in Topic},
    Summary.DIGEST.value: "the daily digest",
    Summary.MONTHLY.value: "the monthly report",
    INSTANT: "mails when something happens",
}


class Subscription(NamedTuple):
    """What a link ends."""

    user_id: int
    topic: str


def unsubscribe_url(*, user: Person, topic: str) -> str:
    """Return the path that ends `topic` for `user`; it has no end of its own.

    `topic` is a Topic or a Summary. Raises ValueError for an unknown one.
    """
    if topic not in SUBJECTS:
        raise ValueError(f"unknown topic {topic}")
    token = signing.dumps([user.pk, str(topic)], salt=SALT)
    return reverse("notifications:unsubscribe", args=[token])


def read_token(token: str) -> Subscription | None:
    """Return what the token names, or None where it was not made here."""
    try:
        user_id, topic = signing.loads(token, salt=SALT)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    known = isinstance(user_id, int) and isinstance(topic, str) and topic in SUBJECTS
    return Subscription(user_id, topic) if known else None
