"""What the page frame shows of notices."""

from django.http import HttpRequest

from marketplace.notifications.models import Notification


def unread_notifications(request: HttpRequest) -> dict[str, int]:
    """Return how many notices the signed-in reader has not opened."""
    own = Notification.objects.visible_to(request.user)  # type: ignore[arg-type]  # signed in
    return {"unread_notifications": own.unread().count()}
