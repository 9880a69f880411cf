"""Upkeep removes what is old and nothing else."""

from datetime import UTC, datetime, timedelta

import pytest
from django_q.models import Task

from marketplace.kernel.models import OutboxAttachment, OutboxMail
from marketplace.kernel.tasks import purge_old_rows
from tests.factories.accounts import make_user
from tests.factories.jobs import make_run
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
    assert purge_old_rows(now=NOW) == {"failures": 1, "mails": 0, "addresses": 0, "runs": 0}
    assert set(Task.objects.values_list("id", flat=True)) == {"new", "good"}


def test_codes_do_not_lie_around():
    old = {"created_at": NOW - 2 * DAY}
    make_mail(subject="sent", is_secret=True, sent_at=NOW - 2 * DAY, **old)
    make_mail(subject="given up", is_secret=True, failed_at=NOW - 2 * DAY, **old)
    make_mail(subject="waiting", is_secret=True, **old)
    make_mail(subject="open", sent_at=NOW - 2 * DAY, **old)
    make_mail(subject="fresh", is_secret=True, sent_at=NOW, created_at=NOW)
    assert purge_old_rows(now=NOW) == {"failures": 0, "mails": 2, "addresses": 0, "runs": 0}
    assert purge_old_rows(now=NOW) == {"failures": 0, "mails": 0, "addresses": 0, "runs": 0}
    emptied = OutboxMail.objects.filter(text="", html="", emptied_at=NOW)
    assert set(emptied.values_list("subject", flat=True)) == {"sent", "given up"}


def test_other_mails_are_emptied_with_their_files_after_a_quarter_of_a_year():
    user = make_user()
    old, young = NOW - 91 * DAY, NOW - 89 * DAY
    for subject, created_at, ended in (
        ("old", old, {"sent_at": old}),
        ("given up", old, {"failed_at": old}),
        ("waiting", old, {}),
        ("young", young, {"sent_at": young}),
    ):
        mail = make_mail(subject=subject, user=user, created_at=created_at, **ended)
        mail.attachments.create(name=subject, mime_type="text/csv", content=b"1")
    assert purge_old_rows(now=NOW) == {"failures": 0, "mails": 2, "addresses": 0, "runs": 0}
    emptied = OutboxMail.objects.filter(text="", html="", emptied_at=NOW)
    assert set(emptied.values_list("subject", flat=True)) == {"old", "given up"}
    kept = OutboxAttachment.objects.values_list("name", flat=True)
    assert set(kept) == {"waiting", "young"}


def test_the_address_of_nobody_any_more_goes_with_its_mail():
    """Of whoever deleted the account, and of whoever never confirmed one."""
    old, young = NOW - 91 * DAY, NOW - 89 * DAY
    make_mail(to="gone@example.com", created_at=old, sent_at=old)
    make_mail(to="failed@example.com", created_at=old, failed_at=old)
    make_mail(to="waiting@example.com", created_at=old)
    make_mail(to="young@example.com", created_at=young, sent_at=young)
    make_mail(to="member@example.com", user=make_user(), created_at=old, sent_at=old)
    assert purge_old_rows(now=NOW)["addresses"] == 2
    kept = OutboxMail.objects.order_by("to").values_list("to", flat=True)
    assert list(kept) == ["member@example.com", "waiting@example.com", "young@example.com"]


def test_old_runs_of_jobs_are_deleted():
    make_run("gone", started_at=NOW - 91 * DAY)
    assert purge_old_rows(now=NOW) == {"failures": 0, "mails": 0, "addresses": 0, "runs": 1}
