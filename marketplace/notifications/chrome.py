"""What the page frame shows of notices."""

from collections.abc import Mapping

from django.db.models.expressions import Combinable
from django.http import HttpRequest

from marketplace.kernel.context import READER, Question, count_of
from marketplace.notifications.models import Notification


def unread_notifications(request: HttpRequest) -> Mapping[str, Question]:
    """Count the notices that the signed-in reader has not opened."""
    return {"unread_notifications": unread}


def unread() -> Combinable:
    """Count the reader's unopened notices."""
    return count_of(Notification.objects.filter(user=READER).unread())
