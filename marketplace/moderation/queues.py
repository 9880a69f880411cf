"""What waits for a moderator: named queues, counted afresh each time the console is opened."""

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser

from accounts.models import User
from marketplace.kernel.context import Question, ask


@dataclass(frozen=True, slots=True)
class Queue:
    """One pile of work: what it is called, the list it is done in, how high it is."""

    title: str
    url: Callable[[], str]
    count: Question
    permission: str


@dataclass(frozen=True, slots=True)
class QueueState:
    """A queue as the console shows it."""

    title: str
    url: str
    count: int


_queues: list[Queue] = []


def register_queue(title: str, *, url: Callable[[], str], count: Question, permission: str) -> None:
    """Add a queue, shown to staff with `permission`; call it from `AppConfig.ready()`.

    Raises ValueError for a title that is taken.
    """
    if any(queue.title == title for queue in _queues):
        raise ValueError(f"a queue called {title} exists")
    _queues.append(Queue(title, url, count, permission))


def queues_for(user: User | AnonymousUser) -> list[QueueState]:
    """Return the queues `user` may work on, in the order they were registered. Never cached.

    Costs one query, none for somebody without a queue.
    """
    own = [queue for queue in _queues if user.has_perm(queue.permission)]
    if not own or user.pk is None:
        return []
    counts = ask(tuple(queue.count for queue in own), user.pk)
    return [
        QueueState(queue.title, queue.url(), count)
        for queue, count in zip(own, counts, strict=True)
    ]
