"""The runner's Django side: making the site ready, and asking how its worker is."""

import hashlib
import io
import logging
from datetime import timedelta
from pathlib import Path

import django
from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import CommandError, call_command
from django.db import Error as DatabaseError
from django.db import connections
from django.utils import timezone
from redis import Redis, RedisError

from marketplace.runner.config import CannotStart

logger = logging.getLogger(__name__)


def prepare(*, is_demo: bool) -> None:
    """Migrate, collect static files and, with DEMO, write the demo data.

    All of it in one process, so that a second start takes a moment only.
    """
    django.setup()
    _require_redis()
    try:
        call_command("migrate", interactive=False, verbosity=0)
        collect_static()
        if is_demo:
            call_command("seed_demo", stdout=io.StringIO())
    except (CommandError, DatabaseError) as error:
        raise CannotStart(f"{type(error).__name__}: {error}") from error
    finally:
        connections.close_all()


def why_stalled(limit: timedelta) -> str:
    """Return why the worker has to be started again, "" where it works.

    While the database is away nobody could work, so there is no reason then.
    """
    from marketplace.kernel.jobs import due  # has models: not before prepare()

    try:
        return due.why_stalled(now=timezone.now(), limit=limit)
    except DatabaseError as error:
        logger.warning("How the worker is could not be read: %s", error)
        return ""
    finally:
        connections.close_all()


def collect_static() -> bool:
    """Collect static files if one changed since the last time; return whether it did."""
    stamp = Path(settings.VAR_DIR) / "static.stamp"
    now = _fingerprint()
    if stamp.exists() and stamp.read_text() == now and Path(settings.STATIC_ROOT).is_dir():
        return False
    call_command("collectstatic", interactive=False, verbosity=0)
    stamp.write_text(now)
    return True


def _fingerprint() -> str:
    """Return a digest of the name, size and time of every static file there is."""
    digest = hashlib.sha256(repr(settings.STORAGES["staticfiles"]).encode())
    for finder in get_finders():
        for name, storage in finder.list([]):
            facts = Path(storage.path(name)).stat()
            digest.update(f"{name}\0{facts.st_size}\0{facts.st_mtime_ns}\0".encode())
    return digest.hexdigest()


def _require_redis() -> None:
    try:
        with Redis.from_url(settings.QUEUE_REDIS_URL) as client:
            client.ping()
    except RedisError as error:
        raise CannotStart(f"Redis does not answer: {error}") from error
