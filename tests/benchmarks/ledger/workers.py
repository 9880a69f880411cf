"""Processes that post at the same time, each with its own connections."""

import contextlib
import multiprocessing
import time
from collections.abc import Iterator
from itertools import count
from multiprocessing.synchronize import Barrier
from typing import Any
from uuid import uuid4

TOGETHER = 60.0  # seconds within which all processes must be ready
_state: dict[str, Any] = {}


class Workers:
    """A crowd of processes that do the same burst at once."""

    def __init__(self, pool: Any, size: int) -> None:
        self._pool, self._size = pool, size

    def rate(self, door: str, case: str, *, seconds: float) -> float:
        """Return transfers per second over a burst; raise what any process raised."""
        jobs = [(door, case, seconds)] * self._size
        # One job each: none can take a second one while the first waits for the others.
        return sum(self._pool.starmap(burst, jobs, chunksize=1))


@contextlib.contextmanager
def started(size: int) -> Iterator[Workers]:
    """Start `size` processes; end them at last."""
    context = multiprocessing.get_context("spawn")  # a fork would share our connections
    with context.Pool(size, initializer=_begin, initargs=(context.Barrier(size),)) as pool:
        yield Workers(pool, size)


def _begin(barrier: Barrier) -> None:
    """Read the settings and the accounts, open both doors."""
    import django

    django.setup()
    from tests.benchmarks.ledger.books import Books
    from tests.benchmarks.ledger.doors import DOORS

    books = Books.load()
    _state["barrier"] = barrier
    _state["cases"] = {"pairs": books.pairs, "hot": books.hot}
    _state["doors"] = {name: door() for name, door in DOORS.items()}


def burst(door: str, case: str, seconds: float) -> float:
    """Post for so long, all processes at once; return how many transfers per second it were."""
    post, moves = _state["doors"][door], _state["cases"][case]()
    name, posted = f"{door}:{uuid4()}", 0
    _state["barrier"].wait(TOGETHER)
    start = time.monotonic()
    end = start + seconds
    for posted in count(1):
        post(next(moves), f"{name}:{posted}")
        if time.monotonic() >= end:
            break
    return posted / (time.monotonic() - start)
