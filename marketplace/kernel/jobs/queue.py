"""The door to the queue."""

import functools
import logging
from typing import Any

from django.conf import settings
from django.db import transaction
from redis import Redis, RedisError

from marketplace.kernel.breaker import Breaker

logger = logging.getLogger(__name__)

# A request waits at most this long, in seconds, for a Redis that hangs, and those after it do not
# wait at all for a while. The worker has its own connection without this limit, because it
# blocks while it waits for the next job.
PATIENCE = 1


def enqueue(task: str, *args: Any, **kwargs: Any) -> None:
    """Ask a worker to call the function at the dotted path `task` once this transaction commits.

    Pass ids, not objects. Nothing is raised when Redis is down: the row that the job is about
    is found again by a scheduled sweep. Names that django-q keeps for itself (`group`,
    `timeout`, ...) are its options, not arguments of the task.
    """
    transaction.on_commit(functools.partial(_push, task, args, kwargs))


def _push(task: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
    from django_q.tasks import async_task

    try:
        async_task(task, *args, **kwargs, broker=_broker(settings.QUEUE_REDIS_URL))
    except RedisError as error:
        logger.warning("%s was not queued and waits for its sweep: %s", task, error)


@functools.cache
def _broker(url: str) -> Any:
    """Return django-q's broker on connections that give up soon, and remember it."""
    from django_q.brokers.redis_broker import Redis as RedisBroker

    breaker = Breaker()

    class ImpatientBroker(RedisBroker):
        @staticmethod
        def get_connection(list_key: str | None = None) -> Redis:  # noqa: ARG004 (django-q's)
            return Redis.from_url(
                url,
                socket_connect_timeout=PATIENCE,
                socket_timeout=PATIENCE,
                retry=breaker,
            )

    return ImpatientBroker()
