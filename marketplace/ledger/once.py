"""Money forms that are sent twice: the repeat shows what the first one did.

Every page that moves money puts a fresh key into its form. `once` runs what the form asks for
in one transaction with a row for that key; where the row is there already, nothing is done and
the first answer comes back. Since both are written together, a key that is not there means that
nothing was done, so a sender who got no answer sends the same form again.
"""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.utils import timezone

from .errors import ReferenceConflict
from .models import IdempotencyKey

if TYPE_CHECKING:
    from accounts.models import User


@dataclass(frozen=True, slots=True)
class Answer:
    """What the sender of a form is told, and the page they are sent to."""

    message: str
    url: str


class KeyConflict(ReferenceConflict):
    """The key was used before to ask for something else; `url` is where that led."""

    def __init__(self, key: uuid.UUID, *, url: str) -> None:
        self.url = url
        super().__init__(str(key))


def first_answer(*, user: User, key: uuid.UUID, asked: str) -> Answer | None:
    """Return the first answer to this key, or None while there is none; one query.

    Raises KeyConflict for a key used before to ask for something else.
    """
    row = IdempotencyKey.objects.filter(user=user, key=key).first()
    if row is None:
        return None
    if row.fingerprint != _fingerprint(asked):
        raise KeyConflict(key, url=row.url)
    return Answer(message=row.message, url=row.url)


def once(
    *,
    user: User,
    key: uuid.UUID,
    asked: str,
    run: Callable[[], Answer],
    now: datetime | None = None,
) -> Answer:
    """Return what `run` answers, or what it answered when this key was first used.

    `asked` is what the form asks for, such as its address and values. `run` is called inside
    the transaction; what it raises undoes the key as well, so that the form can be sent again.
    Raises KeyConflict for a key used before to ask for something else.
    """
    row = IdempotencyKey(
        user=user, key=key, fingerprint=_fingerprint(asked), created_at=now or timezone.now()
    )
    with transaction.atomic():
        if not _is_first(row):
            earlier = first_answer(user=user, key=key, asked=asked)
            assert earlier is not None  # its row is what kept this one out
            return earlier
        answer = run()
        row.message, row.url = answer.message[:500], answer.url[:300]
        row.save(update_fields=["message", "url"])
        return answer


def _is_first(row: IdempotencyKey) -> bool:
    """Write the key's row, or return False where it is there.

    A second one at the same time waits here until the first is through.
    """
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        return False
    return True


def _fingerprint(asked: str) -> str:
    return hashlib.sha256(asked.encode()).hexdigest()


def forget_old_keys(*, before: datetime) -> int:
    """Delete keys used before a moment, whose forms nobody sends again; return how many."""
    deleted, _ = IdempotencyKey.objects.filter(created_at__lt=before).delete()
    return deleted
