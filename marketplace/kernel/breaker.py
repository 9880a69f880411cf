"""What a request does about a Redis that does not answer: it finds out once, then goes without."""

import logging
import time
from collections.abc import Callable
from typing import Any, TypeVar

from redis.backoff import NoBackoff
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import TimeoutError as RedisTimeoutError
from redis.retry import Retry

logger = logging.getLogger(__name__)
T = TypeVar("T")

# Seconds in which nothing is asked of a Redis that did not answer. Short, because mails written
# meanwhile wait for their sweep; long beside the second that each question may take.
PAUSE = 10.0


class RedisSkippedError(RedisTimeoutError):
    """Redis was not asked, because it did not answer a moment ago."""


class Breaker(Retry):
    """A redis-py retry policy that lets a process wait for a silent Redis once, not once per key.

    A connection that the server closed while it was idle is opened anew, once. Where that fails
    too, or where no answer comes within the socket's patience, every call on a connection with
    this policy raises `RedisSkippedError` at once for `PAUSE` seconds; then one is tried again.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        # A question that was not answered in time is not asked again: it would wait as long.
        super().__init__(NoBackoff(), 1, supported_errors=(RedisConnectionError,))
        self._clock = clock
        self._open_until = float("-inf")

    def __deepcopy__(self, memo: dict[int, Any]) -> "Breaker":
        """Return itself: each connection copies its policy, and what one learns holds for all."""
        return self

    @property
    def is_open(self) -> bool:
        """Whether Redis is not asked now."""
        return self._clock() < self._open_until

    def forget(self) -> None:
        """Ask again at once."""
        self._open_until = float("-inf")

    def call_with_retry(
        self,
        do: Callable[[], T],
        fail: Callable[..., Any],
        is_retryable: Callable[[Exception], bool] | None = None,
        with_failure_count: bool = False,  # noqa: FBT001, FBT002 (redis-py's)
    ) -> T:
        """Do it, once more where that helps. Raises what `do` raises, or `RedisSkippedError`."""
        if self.is_open:
            raise RedisSkippedError("Redis did not answer a moment ago")

        def may_help(error: Exception) -> bool:
            # Connecting is a call within the call: where it failed for good, so does this one.
            return not self.is_open and (is_retryable is None or is_retryable(error))

        try:
            return super().call_with_retry(do, fail, may_help, with_failure_count)
        except (RedisConnectionError, RedisTimeoutError, OSError) as error:
            if not self.is_open:
                logger.warning("Redis is left alone for %g seconds: %s", PAUSE, error)
                self._open_until = self._clock() + PAUSE
            raise


class Briefly(logging.Filter):
    """Says a failure of the page cache in one line, and not at all where a breaker has said it."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Put the exception's words in the place of its stack."""
        error = record.exc_info[1] if record.exc_info else None
        if error is None:
            return True
        record.msg = f"{record.getMessage()}: {error}"
        record.args = ()
        record.exc_info = record.exc_text = None
        return not isinstance(error.__cause__, RedisConnectionError | RedisTimeoutError)
