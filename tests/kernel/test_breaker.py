"""A silent Redis is waited for once, left alone for a while, and asked again."""

import copy
import logging
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from redis import ConnectionError as RedisConnectionError
from redis import Redis, RedisError, ResponseError
from redis import TimeoutError as RedisTimeoutError

from marketplace.kernel.breaker import PAUSE, Breaker, Briefly, RedisSkippedError
from tests import servers

PATIENCE = 0.2


class Clock:
    """Time that passes when it is told to."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def socket_path() -> Iterator[Path]:
    with servers.folder_for_sockets() as folder:
        yield folder / "redis.sock"


@pytest.fixture
def process(socket_path: Path) -> Iterator[subprocess.Popen[bytes]]:
    with servers.redis_server(socket_path) as process:
        yield process
        process.send_signal(signal.SIGCONT)


@pytest.fixture
def breaker(clock: Clock) -> Breaker:
    return Breaker(clock)


@pytest.fixture
def redis(socket_path: Path, breaker: Breaker) -> Iterator[Redis]:
    with Redis(
        unix_socket_path=str(socket_path), retry=breaker,
        socket_timeout=PATIENCE, socket_connect_timeout=PATIENCE,
    ) as client:  # fmt: skip
        yield client


def test_a_redis_that_answers_is_asked_each_time(process: object, redis: Redis) -> None:
    assert [redis.incr("times") for _ in range(3)] == [1, 2, 3]


def test_a_redis_that_hangs_is_waited_for_once(
    process: subprocess.Popen[bytes], redis: Redis, breaker: Breaker
) -> None:
    redis.ping()
    process.send_signal(signal.SIGSTOP)
    started = time.monotonic()
    with pytest.raises(RedisTimeoutError, match="Timeout reading from socket"):
        redis.ping()
    assert PATIENCE * 0.9 < time.monotonic() - started < PATIENCE * 2
    assert breaker.is_open
    started = time.monotonic()
    for _ in range(100):
        with pytest.raises(RedisSkippedError):
            redis.ping()
    assert time.monotonic() - started < PATIENCE / 2


def test_a_redis_that_is_not_there_says_so_itself_the_first_time(
    redis: Redis, breaker: Breaker
) -> None:
    with pytest.raises(RedisConnectionError, match="connecting to"):
        redis.ping()
    with pytest.raises(RedisSkippedError):
        redis.ping()


def test_after_the_pause_it_is_asked_again(
    process: subprocess.Popen[bytes], redis: Redis, breaker: Breaker, clock: Clock
) -> None:
    process.send_signal(signal.SIGSTOP)
    with pytest.raises(RedisTimeoutError):
        redis.ping()
    clock.now += PAUSE
    with pytest.raises(RedisTimeoutError, match="Timeout reading"):  # it hangs still
        redis.ping()
    process.send_signal(signal.SIGCONT)
    with pytest.raises(RedisSkippedError):
        redis.ping()
    clock.now += PAUSE
    assert redis.ping()
    assert not breaker.is_open


def test_a_redis_that_was_started_anew_is_not_missed(
    socket_path: Path, redis: Redis, breaker: Breaker
) -> None:
    for number in (1, 2, 3):
        with servers.redis_server(socket_path):
            assert redis.incr("times") == number  # over a connection of the one before
    assert not breaker.is_open


def test_an_answer_that_refuses_is_an_answer(
    process: object, redis: Redis, breaker: Breaker
) -> None:
    redis.set("word", "x")
    with pytest.raises(ResponseError):
        redis.incr("word")
    assert not breaker.is_open


def test_what_one_connection_learns_holds_for_all(breaker: Breaker) -> None:
    assert copy.deepcopy(breaker) is breaker


def test_it_is_said_once(redis: Redis, caplog: pytest.LogCaptureFixture) -> None:
    for _ in range(3):
        with pytest.raises(RedisError):
            redis.ping()
    (line,) = [record.getMessage() for record in caplog.records]
    assert line.startswith("Redis is left alone for 10 seconds: Error 2 connecting to")


@pytest.mark.parametrize(
    ("cause", "is_said"),
    [
        (ResponseError("no room"), True),
        (RedisConnectionError("gone"), False),
        (RedisSkippedError("no"), False),
    ],
)
def test_the_cache_says_in_one_line_what_the_breaker_does_not(
    cause: Exception, is_said: bool
) -> None:
    error = OSError("the cache")
    error.__cause__ = cause
    record = logging.LogRecord("a", logging.ERROR, "", 1, "Ignored", None, (OSError, error, None))
    assert Briefly().filter(record) is is_said
    assert (record.getMessage(), record.exc_info) == ("Ignored: the cache", None)
