"""Tries are counted in Redis, and by each process for itself while Redis does not answer."""

from collections.abc import Iterator

import pytest
from django.core.cache import caches
from django.core.cache.backends.base import BaseCache
from pytest_django import Settings
from redis import RedisError


@pytest.fixture
def limits() -> BaseCache:
    return caches["default"]


@pytest.fixture
def away(settings: Settings) -> Iterator[BaseCache]:
    nowhere = {"LOCATION": "unix:///nowhere/redis.sock?db=1"}
    settings.CACHES = settings.CACHES | {"default": settings.CACHES["default"] | nowhere}
    yield caches["default"]
    caches.close_all()


def use(cache: BaseCache) -> list[object]:
    """Do what allauth's limits do, and tell what came of it."""
    return [
        cache.get("tries", []),
        cache.add("lock", 1, timeout=10),
        cache.add("lock", 1, timeout=10),
        cache.set("tries", [3.5, 1.5], 60),
        cache.get("tries", []),
        cache.delete("lock"),
        cache.delete("lock"),
        cache.get("lock"),
    ]


@pytest.mark.parametrize("where", ["limits", "away"])
def test_it_counts_with_and_without_redis(where: str, request: pytest.FixtureRequest) -> None:
    cache = request.getfixturevalue(where)
    found = use(cache)
    assert found[:3] + found[4:] == [[], True, False, [3.5, 1.5], True, False, None]


def test_what_redis_holds_is_in_no_process(limits: BaseCache) -> None:
    limits.set("tries", [1.5], 60)
    assert limits._memory.get("tries") is None


def test_it_is_empty_after_clearing(limits: BaseCache, settings: Settings) -> None:
    limits.set("tries", [1.5], 60)
    limits._memory.set("tries", [1.5], 60)
    limits.clear()
    assert (limits.get("tries"), limits._memory.get("tries")) == (None, None)


def test_what_a_limit_does_not_need_still_says_that_redis_is_away(away: BaseCache) -> None:
    with pytest.raises(RedisError):
        away.incr("tries")
