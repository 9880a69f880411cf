"""How users are decided: some at a time, each once per period, with their mails or not at all."""

import logging
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import uuid4

from django.db import OperationalError, transaction

from accounts.models import User
from marketplace.digests.models import DigestRun
from marketplace.kernel.mail import Draft, Priority, queue_mails

log = logging.getLogger(__name__)

# Users decided in one transaction.
CHUNK = 200

# Drafts the mails of users who were just claimed, by user id; who has nothing to read has none.
Compose = Callable[[Sequence[User]], dict[int, Draft]]


class Undecided(Exception):
    """Nothing could be composed for some users; everybody else was decided."""


@dataclass(slots=True)
class Deciding:
    """The users of a run, decided some at a time; `failed` are those for whom that raised."""

    kind: str
    now: datetime
    size: int = field(default_factory=lambda: CHUNK)
    failed: list[int] = field(default_factory=list)

    def in_steps(
        self, user_ids: list[int], *, period_date: date, compose: Compose
    ) -> Iterator[int]:
        """Decide the users `size` at a time; yield how many mails each chunk made.

        Each chunk is a transaction of its own, so whoever stops half-way loses nothing. Where one
        raises, its users are decided one by one, and the one at fault is left for the next run.
        A database that is away or busy is nobody's fault and ends the run.
        """
        for start in range(0, len(user_ids), self.size):
            chunk = user_ids[start : start + self.size]
            try:
                yield _decide(chunk, self.kind, period_date, self.now, compose)
            except OperationalError:
                raise
            except Exception:
                log.exception("%s digests of %s are made one by one", len(chunk), period_date)
                yield self._one_by_one(chunk, period_date=period_date, compose=compose)

    def _one_by_one(self, user_ids: list[int], *, period_date: date, compose: Compose) -> int:
        made = 0
        for pk in user_ids:
            try:
                made += _decide([pk], self.kind, period_date, self.now, compose)
            except OperationalError:
                raise
            except Exception:
                log.exception("The digest of user %s for %s cannot be made", pk, period_date)
                self.failed.append(pk)
        return made

    def close(self) -> None:
        """Raise `Undecided` if anybody was left, so that the run counts as failed."""
        if self.failed:
            raise Undecided(f"{self.kind}: nothing could be made for users {self.failed[:20]}")


def _decide(
    user_ids: list[int], kind: str, period_date: date, now: datetime, compose: Compose
) -> int:
    """Claim the runs of these users and queue their mails, all or nothing; return how many."""
    with transaction.atomic():
        claimed = DigestRun.objects.claim(
            user_ids=user_ids, kind=kind, period_date=period_date, token=uuid4(), now=now
        )
        if not claimed:
            return 0
        users = User.objects.reachable().filter(pk__in=claimed).order_by("pk")
        users = users.select_related("sponsor_profile", "influencer_profile__category")
        drafts = compose(list(users))
        queue_mails(drafts=drafts.values(), priority=Priority.BULK)
        runs = DigestRun.objects.filter(kind=kind, period_date=period_date, user__in=drafts)
        runs.update(is_mailed=True)
    return len(drafts)
