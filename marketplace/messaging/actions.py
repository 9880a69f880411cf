"""Every write to threads."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from marketplace.kernel.errors import Refused
from marketplace.kernel.people import Person
from marketplace.messaging import registries
from marketplace.messaging.models import MAX_BODY_CHARS, Message, Thread, ThreadParticipant

# A form sent twice says nothing new.
DOUBLE_CLICK = timedelta(seconds=30)


def open_thread(*, participants: Sequence[Person]) -> Thread:
    """Begin a thread in which `participants` (two or more different people) have seats.

    Raises ValueError for fewer than two.
    """
    user_ids = sorted({participant.pk for participant in participants})
    if len(user_ids) < 2:
        raise ValueError("a thread needs two people")
    with transaction.atomic():
        thread = Thread.objects.create()
        ThreadParticipant.objects.bulk_create(
            ThreadParticipant(thread=thread, user_id=user_id) for user_id in user_ids
        )
    return thread


def post_message(
    *,
    actor: Person,
    thread: Thread,
    body: str,
    is_same: Callable[[Message], bool] | None = None,
    now: datetime | None = None,
) -> Message:
    """Add what `actor` wrote; count it as unread for the others and call `on_message`.

    Raises Refused for an empty or too long text and for somebody without a seat in the thread.
    The same words again within `DOUBLE_CLICK` are the same message, which is returned; where more
    than words is sent, `is_same` tells whether the last message carries the same.
    Whether a suspended author may write depends on what the thread is about: its app asks.
    """
    body, moment = _checked(body), now or timezone.now()
    with transaction.atomic():
        _lock(thread)
        seats = ThreadParticipant.objects.filter(thread=thread)
        if not seats.filter(user_id=actor.pk).exists():
            raise Refused("You do not take part in this conversation.")
        last = thread.messages.order_by("-pk").first()
        if last and (last.author_id, last.body) == (actor.pk, body):
            is_repeat = is_same is None or is_same(last)
            if is_repeat and moment - last.created_at < DOUBLE_CLICK:
                return last
        message = Message.objects.create(
            thread=thread,
            author_id=actor.pk,
            kind=Message.Kind.TEXT,
            body=body,
            created_at=moment,
        )
        seats.exclude(user_id=actor.pk).update(unread_count=F("unread_count") + 1)
        for hook in registries.on_message:
            hook(message)
    return message


def post_system_line(*, thread: Thread, body: str, now: datetime | None = None) -> Message:
    """Add a line that tells what happened. It counts as unread for nobody.

    Raises Refused for an empty or too long text.
    """
    body = _checked(body)
    with transaction.atomic():
        _lock(thread)
        return Message.objects.create(
            thread=thread, kind=Message.Kind.SYSTEM, body=body, created_at=now or timezone.now()
        )


def mark_read(*, actor: Person, thread: Thread, up_to: Message | None = None) -> None:
    """Note that `actor` has seen the thread, up to the message `up_to` or all of it.

    Pass the last message that was shown: one that arrived meanwhile then stays unread. Reading
    never goes backwards. Does nothing for somebody without a seat.
    """
    with transaction.atomic():
        seat = (
            ThreadParticipant.objects.select_for_update()
            .filter(thread=thread, user_id=actor.pk)
            .first()
        )
        if seat is None:
            return
        messages = Message.objects.filter(thread=thread).order_by("-pk")
        last = up_to or messages.first()
        if last is None or last.pk < (seat.last_read_message_id or 0):
            return
        unread = messages.texts().exclude(author_id=actor.pk).filter(pk__gt=last.pk).count()
        if (seat.last_read_message_id, seat.unread_count) != (last.pk, unread):
            seat.last_read_message = last
            seat.unread_count = unread
            seat.save(update_fields=["last_read_message", "unread_count"])


def _checked(body: str) -> str:
    """Return the text as it is stored."""
    body = body.replace("\r\n", "\n").replace("\x00", "").strip()
    if not body:
        raise Refused("Write something first.")
    if len(body) > MAX_BODY_CHARS:
        raise Refused(
            f"A message has at most {MAX_BODY_CHARS:,} characters and this one has {len(body):,}. "
            "Shorten it or send it in parts."
        )
    return body


def _lock(thread: Thread) -> None:
    """Let one message at a time into a thread, so that ids rise in the order people see."""
    Thread.objects.select_for_update().get(pk=thread.pk)
