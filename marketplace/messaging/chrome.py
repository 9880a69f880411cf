"""What the page frame shows of messages."""

from collections.abc import Mapping

from django.db.models import Sum
from django.db.models.expressions import Combinable
from django.http import HttpRequest

from marketplace.kernel.context import value_of
from marketplace.messaging.models import ThreadParticipant


def unread_messages(request: HttpRequest) -> Mapping[str, Combinable]:
    """Count the messages that the signed-in reader has not seen."""
    seats = ThreadParticipant.objects.filter(user=request.user, unread_count__gt=0)  # type: ignore[misc]  # signed in
    total = seats.values("user_id").annotate(total=Sum("unread_count"))
    return {"unread_messages": value_of(total, "total")}
