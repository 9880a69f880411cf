"""Making exports in slices: claim a row, write on for a while, note how far it is.

A row is claimed by a conditional UPDATE with a token and a lease, as mails are. Rows of the file
are good up to the byte the row names; a worker that dies leaves more behind, and the next claim
cuts that off. So nothing is lost and nothing is there twice, however a slice ends.
"""

import logging
import time
import uuid
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import IO, Any

from django.conf import settings
from django.core.files import File
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from marketplace.exports import work_files
from marketplace.exports.making import Maker, is_still_right, plan_of, rows_in
from marketplace.exports.models import ExportJob, private_storage
from marketplace.exports.scope import Scope
from marketplace.exports.telling import tell_failed, tell_ready

logger = logging.getLogger(__name__)

Clock = Callable[[], float]

# After so many seconds no further batch is begun, so that a worker is soon free for other jobs.
SLICE_SECONDS = 20.0
# How often progress is noted: so much work is done again after a kill.
NOTE_SECONDS = 1.0
# Longer than the worker's own limit for a job (60 s): a claim outlives the slice that made it.
LEASE = timedelta(seconds=90)
# Claims without progress, after which it is given up; between them 1, 2, 4 ... minutes.
MAX_ATTEMPTS = 5
FIRST_PAUSE = timedelta(minutes=1)


class ClaimLost(Exception):
    """Somebody else has the row now, or it is gone."""


def make_some(*, now: datetime | None = None, clock: Clock = time.monotonic) -> bool:
    """Work on what is due for about `SLICE_SECONDS`; return whether more waits for its slice.

    One slice runs at a time, or nearly so: a second worker stays free for mails and deadlines.
    """
    end = clock() + SLICE_SECONDS
    while clock() < end:
        job = claim_next(now=now or timezone.now())
        if job is None:
            return False
        _work_on(job, end=end, now=now, clock=clock)
    return ExportJob.objects.due(now or timezone.now()).exists()


def claim_next(*, now: datetime) -> ExportJob | None:
    """Take the export that has waited longest; None where none is due or one is in hand."""
    token = uuid.uuid4()
    with transaction.atomic():
        if ExportJob.objects.claimed(now).exists():
            return None
        due = ExportJob.objects.due(now)
        # On PostgreSQL workers step over each other's rows; on SQLite one writes at a time.
        free = due.order_by("due_at", "pk").select_for_update(skip_locked=True)
        chosen = list(free.values_list("pk", flat=True)[:1])
        due.filter(pk__in=chosen).update(
            state=ExportJob.State.RUNNING,
            claim_token=token,
            claimed_until=now + LEASE,
            attempts=F("attempts") + 1,
        )
    return ExportJob.objects.select_related("user").filter(claim_token=token).first()


def pause_after(attempts: int) -> timedelta:
    """Return how long to wait after this many claims without progress (1 or more)."""
    return FIRST_PAUSE * 2 ** (attempts - 1)


def _work_on(job: ExportJob, *, end: float, now: datetime | None, clock: Clock) -> None:
    """Work on one claimed export until `end` or until it is made."""
    try:
        if job.attempts > MAX_ATTEMPTS:
            _give_up(job, job.last_error or "The worker was ended each time.", now)
        else:
            with timezone.override(Scope.of(job).zone):
                _Slice(job, now=now, clock=clock).run(end)
    except ClaimLost:
        logger.info("Export %s is in other hands or gone", job.pk)
        if not ExportJob.objects.filter(pk=job.pk).exists():
            work_files.remove(job.pk)
    except work_files.WorkFileBusy:
        _put_off(job, "Another worker still has the file.", now)
    except Exception as error:
        logger.exception("Export %s stopped", job.pk)
        _put_off(job, f"{type(error).__name__}: {error}"[:1000], now)


class _Slice:
    """One worker's turn with one export."""

    def __init__(self, job: ExportJob, *, now: datetime | None, clock: Clock) -> None:
        self._job = job
        self._now = now
        self._clock = clock

    def run(self, end: float) -> None:
        """Write on until `end` or the end of the file. Raises ClaimLost."""
        job = self._job
        if job.file.name:
            # A worker died after it had named the file and before it could say that it is whole.
            private_storage().delete(job.file.name)
        if not is_still_right(job.plan, job):
            self._start_over(plan_of(job))
        try:
            self._write(end)
        except work_files.WorkFileGone:
            logger.warning("Export %s starts over: its work file is not here", job.pk)
            self._start_over(job.plan)
            self._write(end)

    def _write(self, end: float) -> None:
        job, clock = self._job, self._clock
        with work_files.opened(job.pk, size=job.bytes_done) as file:
            maker = Maker(job, cursor=job.cursor)
            noted_at = clock()
            while not maker.is_done:
                step = maker.step()
                file.write(step.data)
                job.rows_done += step.rows
                now = clock()
                if now >= end:  # after one step at least: each turn gets on
                    break
                if now >= noted_at + NOTE_SECONDS:
                    self._note(file, maker)
                    noted_at = now
            if maker.is_done:
                self._finish(file)
            else:
                self._note(file, maker)
                _finish_turn(job, due_at=self._moment())

    def _start_over(self, plan: list[list[Any]] | None) -> None:
        """Begin with an empty file."""
        job = self._job
        job.plan, job.rows_total = plan, rows_in(plan or ())
        job.cursor, job.bytes_done, job.rows_done = {}, 0, 0
        self._renew(
            plan=job.plan, rows_total=job.rows_total, cursor={}, bytes_done=0, rows_done=0, file=""
        )

    def _note(self, file: IO[bytes], maker: Maker) -> None:
        """Say up to where the file is good, and keep the claim for longer. Raises ClaimLost."""
        job = self._job
        work_files.keep(file)
        job.cursor, job.bytes_done = maker.cursor, file.tell()
        self._renew(
            cursor=job.cursor, bytes_done=job.bytes_done, rows_done=job.rows_done, attempts=0
        )

    def _finish(self, file: IO[bytes]) -> None:
        """Put the file where its owner gets it, and say so. Raises ClaimLost."""
        job, storage = self._job, private_storage()
        work_files.keep(file)
        size = file.tell()
        name = f"exports/{uuid.uuid4().hex}.{job.extension}"
        self._renew(file=name)
        file.seek(0)
        storage.save(name, File(file))
        moment = self._moment()
        with transaction.atomic():
            is_mine = _mine(job).update(
                state=ExportJob.State.READY,
                rows_done=job.rows_done,
                rows_total=job.rows_done,
                size_bytes=size,
                ended_at=moment,
                expires_at=moment + timedelta(days=settings.EXPORT_DAYS),
                claim_token=None,
                claimed_until=None,
                attempts=0,
                last_error="",
            )
            if is_mine:
                job.refresh_from_db()
                tell_ready(job, now=moment)
        if not is_mine:
            storage.delete(name)
            raise ClaimLost
        work_files.remove(job.pk)

    def _renew(self, **fields: Any) -> None:
        """Write `fields` and keep the claim for longer. Raises ClaimLost."""
        until = self._moment() + LEASE
        if not _mine(self._job).update(claimed_until=until, **fields):
            raise ClaimLost

    def _moment(self) -> datetime:
        return self._now or timezone.now()


def _mine(job: ExportJob) -> Any:
    """Return the row as long as this claim holds it."""
    return ExportJob.objects.filter(pk=job.pk, claim_token=job.claim_token)


def _finish_turn(job: ExportJob, *, due_at: datetime, **fields: Any) -> None:
    """Drop the claim; the row waits behind the others until `due_at`."""
    _mine(job).update(claim_token=None, claimed_until=None, due_at=due_at, **fields)


def _put_off(job: ExportJob, error: str, now: datetime | None) -> None:
    """Try again later; after too many tries without progress give it up."""
    attempts = ExportJob.objects.filter(pk=job.pk).values_list("attempts", flat=True).first() or 1
    if attempts >= MAX_ATTEMPTS:
        _give_up(job, error, now)
        return
    due_at = (now or timezone.now()) + pause_after(attempts)
    _finish_turn(job, due_at=due_at, last_error=error)


def _give_up(job: ExportJob, error: str, now: datetime | None) -> None:
    """Say that it failed; a new one may be asked for."""
    logger.error("Export %s was given up: %s", job.pk, error)
    moment = now or timezone.now()
    name = job.file.name
    with transaction.atomic():
        is_mine = _mine(job).update(
            state=ExportJob.State.FAILED,
            ended_at=moment,
            last_error=error,
            file="",
            claim_token=None,
            claimed_until=None,
        )
        if is_mine:
            job.refresh_from_db()
            tell_failed(job, now=moment)
    if is_mine:
        work_files.remove(job.pk)
        if name:
            private_storage().delete(name)
