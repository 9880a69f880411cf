"""A thread as one reader sees it. Pages of other apps show it with messaging/_thread.html."""

from dataclasses import dataclass
from typing import Any

from marketplace.kernel.people import Person
from marketplace.messaging.models import Message, Thread, ThreadParticipant

PAGE = 100


@dataclass(frozen=True)
class Line:
    """One entry of the timeline."""

    message: Message
    is_mine: bool
    is_read: bool

    @property
    def is_system(self) -> bool:
        """Whether the system tells something here."""
        return self.message.kind == Message.Kind.SYSTEM


@dataclass(frozen=True)
class Timeline:
    """The newest lines in reading order; `earlier` is the id to pass as `before` for more."""

    lines: list[Line]
    earlier: int | None

    @property
    def last_message(self) -> Message | None:
        """The newest message shown, to be passed to `actions.mark_read`."""
        return self.lines[-1].message if self.lines else None


def read_timeline(
    *,
    thread: Thread,
    reader: Person,
    before: str | int | None = None,
    author_related: tuple[str, ...] = (),
) -> Timeline:
    """Return up to 100 lines of `thread`, older than the message id `before` where given.

    What is no id counts as not given. `author_related` names relations of messages to join
    (such as "author__sponsor_profile") for names and pictures. A line of the reader's own
    `is_read` once everybody else has seen it. Costs two queries.
    """
    messages = Message.objects.filter(thread=thread).select_related("author", *author_related)
    if (oldest := _message_id(before)) is not None:
        messages = messages.filter(pk__lt=oldest)
    found = list(messages.order_by("-pk")[: PAGE + 1])
    shown = found[:PAGE]
    read_up_to = _read_by_others(thread, reader)
    lines = [
        Line(
            message=message,
            is_mine=message.author_id == reader.pk,
            is_read=message.author_id == reader.pk and message.pk <= read_up_to,
        )
        for message in reversed(shown)
    ]
    return Timeline(lines=lines, earlier=shown[-1].pk if len(found) > PAGE else None)


def _read_by_others(thread: Thread, reader: Person) -> int:
    """Return the id of the last message that all the others have seen; 0 for none."""
    seats: Any = ThreadParticipant.objects.filter(thread=thread).exclude(user_id=reader.pk)
    seen = [seat or 0 for seat in seats.values_list("last_read_message_id", flat=True)]
    return min(seen, default=0)


def _message_id(value: str | int | None) -> int | None:
    text = str(value or "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None
