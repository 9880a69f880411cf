"""Every write to exports but their making, which is in `slices`."""

import functools
from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from marketplace.exports import work_files
from marketplace.exports.kinds import kinds_for
from marketplace.exports.models import ExportJob, private_storage
from marketplace.kernel import jobs
from marketplace.kernel.counting import counted
from marketplace.kernel.errors import Refused

MAKE_TASK = "marketplace.exports.tasks.make_exports"
# Enough for every kind twice; a person needs one now and then, a program has no business here.
MOST_PER_DAY = 10
DAY = timedelta(days=1)
# How long the list shows what was asked for.
KEPT = timedelta(days=90)


def ask_for_export(
    *,
    actor: User,
    kind: str,
    start_date: date | None = None,
    end_date: date | None = None,
    now: datetime | None = None,
) -> ExportJob:
    """Write down that `actor` wants a file of `kind`; the worker makes it.

    The days are on the actor's clock, both included; None means all there is. Raises Refused at
    "kind" for what the actor's role has not, for one that is being made already and for more than
    `MOST_PER_DAY` within a day; at "start_date" for days given to what is always whole; at
    "end_date" where it lies before the other.
    """
    now = now or timezone.now()
    if kind not in kinds_for(actor):
        raise Refused("Choose one of the exports in the list.", field="kind")
    if kind == ExportJob.Kind.PERSONAL_DATA and (start_date or end_date):
        text = "Everything about you is always whole. Leave the days empty."
        raise Refused(text, field="start_date")
    if start_date and end_date and end_date < start_date:
        raise Refused("The last day lies before the first one.", field="end_date")
    with transaction.atomic():
        # The user's row stands for "one open export of a kind, so many in a day".
        User.objects.select_for_update(no_key=True).get(pk=actor.pk)
        own = ExportJob.objects.visible_to(actor)
        if own.open().filter(kind=kind).exists():
            raise Refused("This export is being made already.", field="kind")
        recent = own.filter(created_at__gt=now - DAY).exclude(state=ExportJob.State.FAILED)
        if recent.count() >= MOST_PER_DAY:
            text = f"You asked for {counted(MOST_PER_DAY, 'export')} within a day. Wait a while."
            raise Refused(text, field="kind")
        job = ExportJob.objects.create(
            user=actor,
            kind=kind,
            start_date=start_date,
            end_date=end_date,
            time_zone=str(actor.zone),
            created_at=now,
            due_at=now,
        )
        jobs.enqueue(MAKE_TASK)
    return job


def purge_exports(*, now: datetime | None = None) -> int:
    """Delete the files whose time is over, and rows from long ago; return how many files.

    Also files that no row names, which a worker killed in the last moment leaves behind. Safe to
    run twice.
    """
    now = now or timezone.now()
    storage = private_storage()
    over = ExportJob.objects.over(now)
    count = 0
    for job in over.iterator():
        # First the file: a row that names a deleted one is found again, a file without a row is
        # somebody's data that nobody knows of.
        if job.file.name:
            storage.delete(job.file.name)
        count += over.filter(pk=job.pk).update(state=ExportJob.State.EXPIRED, file="")
    ended = ExportJob.objects.filter(ended_at__lt=now - KEPT)
    ended.exclude(state=ExportJob.State.READY).delete()
    _remove_strays()
    return count


def forget_exports(user: User) -> None:
    """Remove the exports of a user whose account is deleted, in the caller's transaction."""
    own = ExportJob.objects.visible_to(user)
    rows = list(own.values_list("pk", "file"))
    own.delete()
    for job_id, name in rows:
        transaction.on_commit(functools.partial(_remove_files, job_id, name))


def _remove_files(job_id: int, name: str) -> None:
    work_files.remove(job_id)
    if name:
        private_storage().delete(name)


def _remove_strays() -> None:
    """Remove work files of exports that are over, and files that no export names."""
    here = work_files.job_ids()
    for job_id in here - set(_open_among(here)):
        work_files.remove(job_id)
    storage = private_storage()
    if not storage.exists("exports"):
        return
    _, found = storage.listdir("exports")
    names = {f"exports/{name}" for name in found}
    for name in names - set(ExportJob.objects.exclude(file="").values_list("file", flat=True)):
        storage.delete(name)


def _open_among(job_ids: Iterable[int]) -> Iterable[int]:
    return ExportJob.objects.open().filter(pk__in=job_ids).values_list("pk", flat=True)
