"""Threads: what people and the platform said in them, and how much of it was read."""

from dataclasses import dataclass
from datetime import datetime

from accounts.models import User
from marketplace.messaging.models import Message, Thread, ThreadParticipant
from marketplace.seeding.bulk.dice import Dice
from marketplace.seeding.bulk.rows import Rows


@dataclass(frozen=True, slots=True)
class Line:
    """One entry of a thread; without an author the platform said it."""

    at: datetime
    author: User | None
    body: str


def write_thread(
    thread: Thread, lines: list[Line], people: tuple[User, User], *, dice: Dice, rows: Rows
) -> None:
    """Hand a whole thread over: its messages in the order of time, and both seats."""
    messages = [
        Message(
            pk=rows.number(Message),
            thread=thread,
            author=line.author,
            kind=Message.Kind.TEXT if line.author else Message.Kind.SYSTEM,
            body=line.body,
            created_at=line.at,
        )
        for line in sorted(lines, key=lambda line: line.at)
    ]
    rows.add(thread)
    for message in messages:
        rows.add(message)
    for user in people:
        rows.add(_seat(thread, messages, user, dice=dice, rows=rows))


def _seat(
    thread: Thread, messages: list[Message], user: User, *, dice: Dice, rows: Rows
) -> ThreadParticipant:
    """Return the seat of `user`, who has read everything, or all but the last few messages."""
    behind = min(len(messages), dice.whole(1, 4)) if dice.chance(0.12) else 0
    read, unread = messages[: len(messages) - behind], messages[len(messages) - behind :]
    return ThreadParticipant(
        pk=rows.number(ThreadParticipant),
        thread=thread,
        user=user,
        last_read_message=read[-1] if read else None,
        unread_count=sum(m.author_id not in (None, user.pk) for m in unread),
    )
