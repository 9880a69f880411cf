"""Notices, and what people choose about mail."""

from itertools import count
from typing import Any

from accounts.models import User
from marketplace.notifications.models import Notification, NotificationPreference

_numbers = count(1)


def make_notification(user: User, **fields: Any) -> Notification:
    """Return an unread notice for `user`."""
    number = next(_numbers)
    defaults = {
        "kind": "test",
        "text": f"Notice {number}",
        "url": "/dashboard/",
        "dedup_key": f"notice-{number}",
    }
    return Notification.objects.create(user=user, **(defaults | fields))


def choose(user: User, **columns: Any) -> User:
    """Set what `user` gets by mail, such as work="never", and return the user."""
    NotificationPreference.objects.update_or_create(user=user, defaults=columns)
    return user
