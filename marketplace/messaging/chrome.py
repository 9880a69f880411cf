"""What the page frame shows of messages."""

from collections.abc import Mapping

from django.db.models import Sum
from django.db.models.expressions import Combinable
from django.http import HttpRequest

from marketplace.kernel.context import READER, Question, value_of
from marketplace.messaging.models import ThreadParticipant


def unread_messages(request: HttpRequest) -> Mapping[str, Question]:
    """Count the messages that the signed-in reader has not seen."""
    return {"unread_messages": unread_everywhere}


def unread_everywhere() -> Combinable:
    """Add up what is unread in the reader's seats."""
    seats = ThreadParticipant.objects.filter(user=READER, unread_count__gt=0)
    return value_of(seats.values("user_id").annotate(total=Sum("unread_count")), "total")
