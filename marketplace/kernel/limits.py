"""The cache in which tries are counted, and used codes remembered: CACHES["default"]."""

from collections.abc import Callable
from typing import Any

from django.core.cache.backends.locmem import LocMemCache
from django_redis.cache import RedisCache
from redis import RedisError

# Tries that a process keeps in mind while Redis is away.
MOST = 10_000


class LimitCache(RedisCache):
    """Counts in Redis and, while that does not answer, in the memory of the process.

    So nobody is locked out then, and guessing stays limited: to what a limit says, in each of
    the few processes that serve. It is no table of the database, because what is counted within
    a transaction must count also where that is rolled back for what was wrong.

    Not for anything that has to be found again: what is written in one of the two is not in the
    other.
    """

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        super().__init__(server, params)
        # Named, so that all threads of the process count in one.
        self._memory = LocMemCache("limits", {**params, "OPTIONS": {"MAX_ENTRIES": MOST}})

    def add(self, *args: Any, **kwargs: Any) -> Any:
        """Set a key that is not there; return whether it was not."""
        return _either(super().add, self._memory.add, args, kwargs)

    def get(self, *args: Any, **kwargs: Any) -> Any:
        """Return a key's value, or the default."""
        return _either(super().get, self._memory.get, args, kwargs)

    def set(self, *args: Any, **kwargs: Any) -> Any:
        """Set a key."""
        return _either(super().set, self._memory.set, args, kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        """Delete a key; return whether it was there."""
        return _either(super().delete, self._memory.delete, args, kwargs)

    def clear(self) -> None:
        """Forget everything in both."""
        self._memory.clear()
        super().clear()


def _either(redis: Callable[..., Any], memory: Callable[..., Any], args: Any, kwargs: Any) -> Any:
    try:
        return redis(*args, **kwargs)
    except RedisError:  # its breaker has said so
        return memory(*args, **kwargs)
