"""The lane: one sender at a time works off the outbox, so that the other workers stay free.

Thousands of mails to a slow mail server take long, and each of them woke a worker when it was
written. Without the lane all workers would send, and deadlines and heartbeats would wait.
"""

import contextlib
import fcntl
import os
from collections.abc import Iterator

from django.conf import settings


@contextlib.contextmanager
def lane() -> Iterator[bool]:
    """Yield whether the lane is ours until the end; False where another process has it.

    The system frees it when its holder dies. Each machine has a lane of its own.
    """
    settings.VAR_DIR.mkdir(parents=True, exist_ok=True)
    # For reading, which whoever else made the file lets us do.
    lock = os.open(settings.VAR_DIR / "mail.lock", os.O_RDONLY | os.O_CREAT, 0o644)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        is_ours = True
    except BlockingIOError:
        is_ours = False
    try:
        yield is_ours
    finally:
        os.close(lock)
