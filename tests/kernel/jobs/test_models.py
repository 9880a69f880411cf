"""The laws of runs are the database's: each is broken on purpose."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from marketplace.kernel.jobs.models import LEASE, JobRun
from tests.factories.jobs import make_job, make_run

pytestmark = pytest.mark.django_db

MINUTE = timedelta(minutes=1)


def refused(law: str, **fields: object) -> None:
    with pytest.raises(IntegrityError, match=law), transaction.atomic():
        make_run(**fields)


def test_a_schedule_has_one_open_run_at_most():
    make_run(outcome="")
    refused("jobrun_one_open|kernel_jobrun.schedule", outcome="")
    make_run("another", outcome="")
    make_run(outcome="failed")


def test_a_period_is_done_once():
    now = timezone.now()
    make_run(period_at=now)
    refused("jobrun_period_done_once|kernel_jobrun.schedule, ", period_at=now)
    make_run(period_at=now + MINUTE)
    make_run("another", period_at=now)
    for outcome in ("partial", "failed", "lost", "partial", "failed"):
        make_run(outcome=outcome, period_at=now)


@pytest.mark.parametrize(
    "wrong",
    [
        {"outcome": "", "ended_at": timezone.now()},
        {"outcome": "done", "ended_at": None},
        {"outcome": "perhaps"},
    ],
)
def test_a_run_has_ended_exactly_if_it_has_an_outcome(wrong):
    refused("jobrun_ended_with_outcome", **wrong)


@pytest.mark.parametrize("wrong", [{"attempt": 0}, {"lease_until": timezone.now() - MINUTE}])
def test_attempts_count_from_one_and_a_lease_does_not_end_before_its_run_begins(wrong):
    refused("jobrun_attempt_and_lease", **wrong)


def test_a_lease_outlives_the_longest_job():
    # The worker that is too slow gets three seconds more, and the guard looks twice a second.
    assert timedelta(seconds=settings.Q_CLUSTER["timeout"] + 10) < LEASE


def test_jobs_are_in_trouble_whose_last_finished_run_went_wrong():
    for name in ("bad", "lost", "mended", "busy", "good", "new"):
        make_job(name)
    make_run("good")
    bad, lost = make_run("bad", outcome="failed"), make_run("lost", outcome="lost")
    make_run("mended", outcome="failed")
    make_run("mended", outcome="partial")
    busy = make_run("busy", outcome="failed")
    make_run("busy", outcome="")
    make_run("gone", outcome="failed")  # no longer in the table
    assert set(JobRun.objects.in_trouble()) == {bad, lost, busy}
