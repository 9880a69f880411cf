"""Threads and messages."""

from itertools import count

from accounts.models import User
from marketplace.messaging import actions
from marketplace.messaging.models import Message, Thread
from tests.factories.accounts import make_user

_numbers = count(1)


def make_thread(*people: User) -> Thread:
    """Return a thread between `people`; of fewer than two, others are made."""
    missing = [make_user() for _ in range(2 - len(people))]
    return actions.open_thread(participants=[*people, *missing])


def make_message(thread: Thread, author: User, body: str = "") -> Message:
    """Return a message of `author` in `thread`, with words of its own unless some are given."""
    body = body or f"Draft {next(_numbers)} is in."
    return actions.post_message(actor=author, thread=thread, body=body)
