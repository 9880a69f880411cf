"""What must never be false of an export, tried on the database itself."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from marketplace.exports.models import ExportJob
from tests.factories.accounts import make_influencer, make_user

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
READY: dict[str, Any] = {
    "state": "ready",
    "file": "exports/x.csv",
    "ended_at": NOON,
    "expires_at": NOON + timedelta(days=7),
}


def make_job(**fields: Any) -> ExportJob:
    user = fields.pop("user", None) or make_influencer().user
    return ExportJob.objects.create(user=user, **({"kind": "ads", "time_zone": "UTC"} | fields))


@pytest.mark.parametrize(
    "fields",
    [
        {"kind": "passwords"},
        {"state": "lost", "ended_at": NOON},
        {"start_date": date(2026, 2, 1), "end_date": date(2026, 1, 31)},
        {"state": "running", "claim_token": uuid4()},
        {"state": "running", "claimed_until": NOON},
        {"state": "waiting", "claim_token": uuid4(), "claimed_until": NOON},
        READY | {"claim_token": uuid4(), "claimed_until": NOON},
        READY | {"file": ""},
        READY | {"expires_at": None},
        READY | {"ended_at": None},
        READY | {"state": "expired"},
        READY | {"state": "failed", "last_error": "Because."},
        {"state": "failed", "ended_at": NOON},
        {"state": "waiting", "ended_at": NOON},
    ],
)
def test_the_database_refuses_what_cannot_be(fields: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        make_job(**fields)


def test_a_person_has_one_open_export_of_a_kind_and_any_number_that_are_over() -> None:
    user = make_influencer().user
    make_job(user=user)
    make_job(user=user, kind="statement")
    make_job()
    for _ in range(2):
        make_job(user=user, **READY)
    for state in ("waiting", "running"):
        with pytest.raises(IntegrityError), transaction.atomic():
            make_job(user=user, state=state)


def test_an_export_is_due_when_its_moment_has_come_and_nobody_has_it() -> None:
    due = make_job(due_at=NOON)
    make_job(due_at=NOON + timedelta(seconds=1))
    make_job(due_at=NOON, **READY)
    claim = {"state": "running", "claim_token": uuid4(), "due_at": NOON}
    held = make_job(claimed_until=NOON + timedelta(seconds=1), **claim)
    left = make_job(claimed_until=NOON, **claim)
    assert set(ExportJob.objects.due(NOON)) == {due, left}
    assert set(ExportJob.objects.claimed(NOON)) == {held}


def test_it_is_its_askers_alone() -> None:
    job = make_job()
    assert list(ExportJob.objects.visible_to(job.user)) == [job]
    assert not ExportJob.objects.visible_to(make_user(is_staff=True, is_superuser=True)).exists()


def test_its_time_is_over_to_the_second() -> None:
    job = make_job(**READY)
    before = READY["expires_at"] - timedelta(seconds=1)
    assert (job.state_at(before), job.state_at(READY["expires_at"])) == ("ready", "expired")
    assert not ExportJob.objects.over(before).exists()
    assert list(ExportJob.objects.over(READY["expires_at"])) == [job]


def test_the_bar_never_shows_less_than_nothing() -> None:
    job = ExportJob(rows_total=10, rows_done=12)
    assert [value for _, value, _ in job.progress] == [12, 0]
