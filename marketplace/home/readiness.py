"""Whether the site does its work: what is reachable, and how long the oldest due thing waits."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from django.conf import settings
from django.db import DatabaseError, connection
from redis import Redis, RedisError

from marketplace.kernel.jobs import heartbeat
from marketplace.kernel.jobs.due import Due, all_due

logger = logging.getLogger(__name__)

# A probe waits at most this many seconds for Redis.
PATIENCE = 1
# The heartbeat is written each minute; three missed ones are no accident.
WORKER_LIMIT = timedelta(minutes=3)


@dataclass(frozen=True, slots=True)
class Check:
    """How one part is doing. Ages in seconds, where the part has one."""

    is_ok: bool
    age_seconds: int | None = None
    limit_seconds: int | None = None

    def as_json(self) -> dict[str, bool | int | None]:
        """Return what the probe reads; no addresses, no error texts."""
        shown: dict[str, bool | int | None] = {"ok": self.is_ok}
        if self.limit_seconds is not None:
            shown |= {"age_seconds": self.age_seconds, "limit_seconds": self.limit_seconds}
        return shown


def check_all(*, now: datetime) -> dict[str, Check]:
    """Check every part; one that cannot be asked is not ok, and the others are still asked."""
    parts: dict[str, Callable[[], Check]] = {
        "database": _database,
        "redis": _redis,
        "worker": lambda: _worker(now),
    }
    for due in all_due():
        parts[due.name] = partial(_due, due, now)
    return {name: _guarded(name, check) for name, check in parts.items()}


def _guarded(name: str, check: Callable[[], Check]) -> Check:
    try:
        return check()
    except (DatabaseError, RedisError, OSError) as error:
        logger.warning("Not ready, %s: %s", name, error)
        return Check(is_ok=False)


def _database() -> Check:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return Check(is_ok=True)


def _redis() -> Check:
    with Redis.from_url(
        settings.QUEUE_REDIS_URL, socket_timeout=PATIENCE, socket_connect_timeout=PATIENCE
    ) as redis:
        redis.ping()
    return Check(is_ok=True)


def _worker(now: datetime) -> Check:
    """A worker that never came alive is as bad as one that stopped."""
    age = heartbeat.age(now=now)
    return Check(
        is_ok=age is not None and age <= WORKER_LIMIT,
        age_seconds=None if age is None else int(age.total_seconds()),
        limit_seconds=int(WORKER_LIMIT.total_seconds()),
    )


def _due(due: Due, now: datetime) -> Check:
    age = due.age(now)
    return Check(
        is_ok=age <= due.limit,
        age_seconds=int(age.total_seconds()),
        limit_seconds=int(due.limit.total_seconds()),
    )
