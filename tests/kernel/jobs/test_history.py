"""What runs leave behind, and for how long."""

from datetime import UTC, datetime, timedelta

import pytest

from marketplace.kernel.jobs import runs
from marketplace.kernel.jobs.models import JobRun
from tests.factories.jobs import make_job, make_run
from tests.kernel.jobs.tables import NIGHTLY

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.mark.django_db
def test_old_runs_are_forgotten_but_never_the_last_of_a_job(use):
    use("BOTH")
    for name in ("nightly", "sweep", "yearly"):
        make_job(name)
    make_run("nightly", note="old", started_at=NOON - 91 * DAY)
    make_run("nightly", note="kept", started_at=NOON - 89 * DAY)
    make_run("sweep", note="old", started_at=NOON - 3 * DAY)
    make_run("sweep", note="kept", started_at=NOON - DAY)
    make_run("yearly", note="old", started_at=NOON - 700 * DAY)
    make_run("yearly", note="its last", started_at=NOON - 300 * DAY)
    make_run("gone", note="old", started_at=NOON - 91 * DAY)
    make_run("gone", note="kept", started_at=NOON - 89 * DAY)
    assert runs.forget_old_runs(now=NOON) == 4
    notes = JobRun.objects.values_list("note", flat=True)
    assert sorted(notes) == ["its last", "kept", "kept", "kept"]


@pytest.mark.parametrize(
    ("result", "note"),
    [
        (None, ""),
        (0, "0 pieces"),
        (1, "1 piece"),
        ({"failures": 1, "secrets": 0}, "failures 1, secrets 0"),
        ("two\nlines", "two lines"),
    ],
)
def test_what_a_task_returns_becomes_a_note(result, note):
    assert runs.note_of(result, NIGHTLY) == note


@pytest.mark.django_db
def test_a_note_of_any_length_fits(use):
    make_job()
    run = runs.begin(NIGHTLY, now=NOON)
    assert runs.end(run, JobRun.Outcome.FAILED, "x" * 10_000, now=NOON)
    assert len(JobRun.objects.get().note) == runs.NOTE_LENGTH
