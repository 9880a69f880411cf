"""A thread as one reader sees it. Pages of other apps show it with messaging/_thread.html."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery, prefetch_related_objects

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
    """The newest lines in reading order; `earlier` is the id to pass as `before` for more.

    `has_news` tells whether the reader has not seen the newest of them before, `is_past` whether
    newer ones follow them, and `mark` is what `thread_mark` gives as long as nothing changes.
    """

    lines: list[Line]
    earlier: int | None
    has_news: bool
    is_past: bool
    mark: str

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
    people: Collection[Person] = (),
    related: tuple[str, ...] = (),
) -> Timeline:
    """Return up to 100 lines of `thread`, older than the message id `before` where given.

    What is no id counts as not given. For names and pictures, `people` are those who take part,
    where they are loaded already; otherwise `author_related` names relations of messages to join
    (such as "author__sponsor_profile"). A line of the reader's own `is_read` once everybody else
    has seen it. `related` names what belongs to messages and is shown with them. Costs two queries,
    and one for each of `related`.
    """
    messages = Message.objects.filter(thread=thread)
    if not people:
        messages = messages.select_related("author", *author_related)
    if (oldest := _message_id(before)) is not None:
        messages = messages.filter(pk__lt=oldest)
    found = list(messages.order_by("-pk")[: PAGE + 1])
    shown = found[:PAGE]
    introduce(shown, people)
    prefetch_related_objects(shown, *related)
    seen = _last_seen(thread)
    seen_by_reader = seen.pop(reader.pk, 0)
    read_up_to = min(seen.values(), default=0)
    lines = [
        Line(
            message=message,
            is_mine=message.author_id == reader.pk,
            is_read=message.author_id == reader.pk and message.pk <= read_up_to,
        )
        for message in reversed(shown)
    ]
    return Timeline(
        lines=lines,
        earlier=shown[-1].pk if len(found) > PAGE else None,
        has_news=bool(shown) and shown[0].pk > seen_by_reader,
        is_past=oldest is not None,
        mark=_mark(shown[0].pk if shown else 0, read_up_to),
    )


def thread_mark(threads: QuerySet[Any], *, reader: Person) -> str | None:
    """Return what changes when something is said in the one thread whose id `threads` selects, or
    when the others have read on. None where there is no such thread. Costs one query.
    """
    newest = Message.objects.filter(thread=OuterRef("thread")).order_by("-pk").values("pk")[:1]
    seats: Any = ThreadParticipant.objects.filter(thread__in=threads)
    found = seats.annotate(newest=Subquery(newest))
    rows = list(found.values_list("user_id", "last_read_message_id", "newest"))
    if not rows:
        return None
    seen = [message_id or 0 for user_id, message_id, _ in rows if user_id != reader.pk]
    return _mark(rows[0][2] or 0, min(seen, default=0))


def _mark(newest: int, read_up_to: int) -> str:
    return f"{newest}-{read_up_to}"


def introduce(messages: Sequence[Message], people: Collection[Person]) -> None:
    """Tell messages their authors, where these are among `people`."""
    by_id: dict[int | None, Any] = {person.pk: person for person in people}
    for message in messages:
        if message.author_id in by_id:
            message.author = by_id[message.author_id]


def _last_seen(thread: Thread) -> dict[int, int]:
    """Return the id of the last message each user with a seat has seen; 0 for none."""
    seats: Any = ThreadParticipant.objects.filter(thread=thread)
    seen = seats.values_list("user_id", "last_read_message_id")
    return {user_id: message_id or 0 for user_id, message_id in seen}


def _message_id(value: str | int | None) -> int | None:
    text = str(value or "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None
