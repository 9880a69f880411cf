"""Doing several things at the same moment, for tests that run on PostgreSQL only."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from django.db import connections

from marketplace.kernel.errors import Refused


def at_once(calls: Sequence[Callable[[], Any]], *, threads: int = 16) -> list[Any]:
    """Run `calls` in threads of their own; return what each returned or was refused with.

    Anything else that is raised, such as a deadlock, fails the test.
    """

    def run(call: Callable[[], Any]) -> Any:
        try:
            return call()
        except Refused as refusal:
            return refusal
        finally:
            connections.close_all()

    with ThreadPoolExecutor(max_workers=threads) as pool:
        return list(pool.map(run, calls))
