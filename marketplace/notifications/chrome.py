"""What the page frame shows of notices."""

from collections.abc import Mapping

from django.db.models.expressions import Combinable
from django.http import HttpRequest

from marketplace.kernel.context import count_of
from marketplace.notifications.models import Notification


def unread_notifications(request: HttpRequest) -> Mapping[str, Combinable]:
    """Count the notices that the signed-in reader has not opened."""
    own = Notification.objects.visible_to(request.user)  # type: ignore[arg-type]  # signed in
    return {"unread_notifications": count_of(own.unread())}
