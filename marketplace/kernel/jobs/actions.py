"""What moderators may ask of the scheduled jobs."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from marketplace.kernel.errors import Refused
from marketplace.kernel.jobs import clock
from marketplace.kernel.jobs.models import JobRun, ScheduledJob
from marketplace.kernel.people import Person


def ask_for_run(
    *, actor: Person | None, job: ScheduledJob, now: datetime | None = None
) -> ScheduledJob:
    """Have `job` run now, whenever it is due by the clock; a worker is woken on commit.

    The asking is a row: a run that fails is tried again, and a wake-up call that is lost is made
    up for by the clock. Raises Refused while the job runs.
    """
    with transaction.atomic():
        job = ScheduledJob.objects.select_for_update().get(pk=job.pk)
        if JobRun.objects.filter(schedule=job.name, ended_at=None).exists():
            raise Refused("It is running now. Ask again when it has ended.")
        job.asked_at = now or timezone.now()
        job.save(update_fields=["asked_at"])
        clock.wake(job.name)
    return job
