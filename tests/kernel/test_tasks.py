"""Upkeep removes what is old and nothing else."""

from datetime import UTC, datetime, timedelta

import pytest
from django_q.models import Task

from marketplace.kernel.models import OutboxMail
from marketplace.kernel.tasks import purge_old_rows
from tests.factories.mail import make_mail

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
DAY = timedelta(days=1)


def make_task(name, *, success, stopped):
    Task.objects.create(
        id=name, name=name, func="a.b", success=success, started=stopped, stopped=stopped
    )


def test_old_failures_of_jobs_are_deleted():
    make_task("old", success=False, stopped=NOW - 31 * DAY)
    make_task("new", success=False, stopped=NOW - 29 * DAY)
    make_task("good", success=True, stopped=NOW - 31 * DAY)
    assert purge_old_rows(now=NOW) == {"failures": 1, "secrets": 0}
    assert set(Task.objects.values_list("id", flat=True)) == {"new", "good"}


def test_codes_do_not_lie_around():
    old = {"created_at": NOW - 2 * DAY}
    make_mail(subject="sent", is_secret=True, sent_at=NOW - 2 * DAY, **old)
    make_mail(subject="given up", is_secret=True, failed_at=NOW - 2 * DAY, **old)
    make_mail(subject="waiting", is_secret=True, **old)
    make_mail(subject="open", sent_at=NOW - 2 * DAY, **old)
    make_mail(subject="fresh", is_secret=True, sent_at=NOW, created_at=NOW)
    assert purge_old_rows(now=NOW) == {"failures": 0, "secrets": 2}
    assert purge_old_rows(now=NOW) == {"failures": 0, "secrets": 0}
    emptied = OutboxMail.objects.filter(text="", html="", emptied_at=NOW)
    assert set(emptied.values_list("subject", flat=True)) == {"sent", "given up"}
