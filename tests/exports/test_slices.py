"""Slices: claimed by one worker, ended in time, taken up where the last one was noted."""

import json
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile

from accounts.actions import delete_account
from marketplace.exports import slices, tables, tasks, work_files
from marketplace.exports.actions import ask_for_export
from marketplace.exports.making import Maker
from marketplace.exports.models import ExportJob, private_storage
from marketplace.kernel.models import OutboxMail
from marketplace.notifications.models import Notification, NotificationPreference
from tests.exports.reading import bytes_of, files_of, table_of
from tests.factories.accounts import make_influencer
from tests.factories.exports import fresh, make_export
from tests.factories.ledger import fill_wallet
from tests.factories.messaging import make_message, make_thread

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
ROWS = 6


@pytest.fixture
def user(work_dir: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Return somebody with six transfers, which are read one by one."""
    monkeypatch.setattr(tables, "BATCH", 1)
    user = make_influencer().user
    for amount in range(100, 100 * (ROWS + 1), 100):
        fill_wallet(user, amount)
    NotificationPreference.objects.of(user)  # the first notice would make the row
    return user


def ticking(*, step: float) -> Any:
    """Return a clock that goes on by `step` seconds each time it is looked at."""
    ticks = count(0.0, step)
    return lambda: next(ticks)


def whole(user: Any, kind: str = "statement") -> Any:
    """Return the file as one slice makes it, or what is in it, and forget that it was made."""
    job = make_export(user, kind, now=NOON)
    data = files_of(job) if kind == "personal_data" else bytes_of(job)
    for model in (ExportJob, Notification, OutboxMail):
        model.objects.all().delete()
    return data


def test_one_slice_makes_a_short_export_and_tells(user) -> None:
    job = make_export(user, now=NOON)
    assert (job.state, job.rows_done, job.rows_total) == ("ready", ROWS, ROWS)
    assert (job.ended_at, job.expires_at) == (NOON, NOON + timedelta(days=7))
    assert (job.claim_token, job.claimed_until, job.attempts) == (None, None, 0)
    assert job.size_bytes == len(bytes_of(job))
    assert work_files.job_ids() == set()
    notice, mail = Notification.objects.get(), OutboxMail.objects.get()
    assert (notice.user, notice.url) == (user, f"/exports/#export-{job.pk}")
    assert (mail.kind, mail.to) == ("export_ready", user.email)
    assert f"/exports/#export-{job.pk}" in mail.text


def test_a_slice_ends_in_time_and_the_next_goes_on(user) -> None:
    expected = whole(user)
    job = ask_for_export(actor=user, kind="statement", now=NOON)
    progress = []
    for _ in range(20):
        is_more = slices.make_some(now=NOON, clock=ticking(step=8.0))
        row = fresh(job)
        progress.append(row.rows_done)
        assert (row.claim_token, row.claimed_until) == (None, None)
        if not is_more:
            break
    assert progress == sorted(progress) and len(set(progress)) > 2
    assert fresh(job).state == "ready"
    assert bytes_of(fresh(job)) == expected


@pytest.mark.parametrize("kind", ["statement", "personal_data"])
def test_whatever_a_dead_worker_left_behind_is_cut_off(user, work_dir: Path, kind: str) -> None:
    thread = make_thread(user)
    for _ in range(3):
        make_message(thread, user)
    expected = whole(user, kind)
    job = ask_for_export(actor=user, kind=kind, now=NOON)
    now, ends = NOON, [0]
    while not die_in_a_slice(now, rows=len(ends) % 3):
        ends.append(fresh(job).bytes_done)
        now += slices.LEASE
    slices.make_some(now=now + slices.LEASE)
    assert len(set(ends)) > 3  # it got on, each time a little
    same = files_of if kind == "personal_data" else bytes_of
    assert same(fresh(job)) == expected


def die_in_a_slice(now: datetime, *, rows: int) -> bool:
    """Do what a worker does before it is killed: note some steps, write another, say nothing.

    Returns whether everything was written, though nobody was told.
    """
    job = slices.claim_next(now=now)
    assert job is not None
    one = slices._Slice(job, now=now, clock=ticking(step=0.0))
    if job.plan is None:
        one._start_over(slices.plan_of(job))
    with work_files.opened(job.pk, size=job.bytes_done) as file:
        maker = Maker(job, cursor=json.loads(json.dumps(job.cursor)))
        for number in range(rows + 1):
            step = maker.step()
            file.write(step.data)
            if maker.is_done:
                return True
            if number < rows:
                job.rows_done += step.rows
                one._note(file, maker)
    return False


def test_a_work_file_on_another_machine_is_begun_anew(user, work_dir: Path) -> None:
    expected = whole(user)
    job = ask_for_export(actor=user, kind="statement", now=NOON)
    die_in_a_slice(NOON, rows=3)
    assert fresh(job).rows_done == 3
    work_files.remove(job.pk)
    slices.make_some(now=NOON + slices.LEASE)
    assert (fresh(job).rows_done, bytes_of(fresh(job))) == (ROWS, expected)


def test_only_what_was_there_when_it_began_is_told(user) -> None:
    job = ask_for_export(actor=user, kind="statement", now=NOON)
    die_in_a_slice(NOON, rows=2)
    fill_wallet(user, 9_900)
    slices.make_some(now=NOON + slices.LEASE)
    assert "99.00" not in {row["Amount"] for row in table_of(fresh(job))}
    assert (fresh(job).rows_done, fresh(job).rows_total) == (ROWS, ROWS)


def test_a_plan_of_other_tables_is_made_anew(user) -> None:
    job = ask_for_export(actor=user, kind="statement", now=NOON)
    die_in_a_slice(NOON, rows=2)
    ExportJob.objects.update(plan=[["ledger", 7, 7]])
    slices.make_some(now=NOON + slices.LEASE)
    assert len(table_of(fresh(job))) == ROWS


def test_a_claim_is_one_workers_until_its_lease_is_over(user) -> None:
    job = ask_for_export(actor=user, kind="statement", now=NOON)
    first = slices.claim_next(now=NOON)
    assert first == job
    assert slices.claim_next(now=NOON + slices.LEASE - timedelta(seconds=1)) is None
    second = slices.claim_next(now=NOON + slices.LEASE)
    assert second == job and second.claim_token != first.claim_token


def test_who_lost_a_claim_writes_nothing_more(user) -> None:
    ask_for_export(actor=user, kind="statement", now=NOON)
    slow = slices.claim_next(now=NOON)
    later = NOON + slices.LEASE
    quick = slices.claim_next(now=later)
    before = ExportJob.objects.values().get()
    slices._work_on(slow, end=20.0, now=later, clock=ticking(step=0.1))
    assert ExportJob.objects.values().get() == before
    slices._work_on(quick, end=20.0, now=later, clock=ticking(step=0.1))
    assert ExportJob.objects.get().state == "ready"


def test_another_worker_stays_free_while_one_slice_runs(user) -> None:
    ask_for_export(actor=user, kind="statement", now=NOON)
    ask_for_export(actor=user, kind="ads", now=NOON)
    assert slices.claim_next(now=NOON).kind == "statement"
    assert slices.make_some(now=NOON) is False
    assert ExportJob.objects.get(kind="ads").state == "waiting"


def test_exports_take_turns(user) -> None:
    other = make_influencer().user
    first = ask_for_export(actor=user, kind="statement", now=NOON)
    second = ask_for_export(actor=other, kind="statement", now=NOON)
    # It takes a turn up to its end, and then stands behind the other one.
    assert slices.make_some(now=NOON + timedelta(seconds=1), clock=ticking(step=8.0)) is True
    assert slices.claim_next(now=NOON + timedelta(seconds=2)) == second
    assert fresh(first).state == "running"


def test_a_file_half_saved_by_a_dead_worker_is_removed(user) -> None:
    job = ask_for_export(actor=user, kind="statement", now=NOON)
    die_in_a_slice(NOON, rows=ROWS - 1)
    name = private_storage().save("exports/half.csv", ContentFile(b"half"))
    ExportJob.objects.update(file=name)
    slices.make_some(now=NOON + slices.LEASE)
    assert fresh(job).state == "ready"
    assert fresh(job).file.name != name
    assert not private_storage().exists(name)


def test_an_error_is_tried_again_later_and_then_given_up(user, monkeypatch) -> None:
    def fail(self: Any) -> Any:
        raise OSError("No space left on device")

    monkeypatch.setattr(Maker, "step", fail)
    job = ask_for_export(actor=user, kind="statement", now=NOON)
    now, pauses = NOON, []
    while (row := fresh(job)).state != "failed":
        slices.make_some(now=now)
        row = fresh(job)
        pauses.append(round((row.due_at - now).total_seconds() / 60))
        now = row.due_at
    assert pauses[:-1] == [1, 2, 4, 8]
    assert (row.claim_token, row.file.name, row.ended_at) == (None, "", now)
    assert row.last_error == "OSError: No space left on device"
    notice = Notification.objects.get()
    assert notice.text == "Your export could not be made: statement. Ask for it again"
    assert work_files.job_ids() == set()
    assert not OutboxMail.objects.exists()
    monkeypatch.undo()
    assert make_export(user).state == "ready"


def test_a_job_that_ends_its_worker_each_time_is_given_up_too(user) -> None:
    job = ask_for_export(actor=user, kind="statement", now=NOON)
    now = NOON
    for _ in range(slices.MAX_ATTEMPTS):
        assert slices.claim_next(now=now) == job
        now += slices.LEASE
    slices.make_some(now=now)
    assert (fresh(job).state, fresh(job).last_error) == (
        "failed",
        "The worker was ended each time.",
    )


def test_progress_forgives_earlier_attempts(user) -> None:
    ask_for_export(actor=user, kind="statement", now=NOON)
    ExportJob.objects.update(attempts=slices.MAX_ATTEMPTS - 1)
    die_in_a_slice(NOON, rows=1)
    assert ExportJob.objects.get().attempts == 0


def test_a_file_that_somebody_still_writes_is_left_alone(user) -> None:
    job = ask_for_export(actor=user, kind="statement", now=NOON)
    with work_files.opened(job.pk, size=0):
        slices.make_some(now=NOON)
    row = fresh(job)
    assert (row.state, row.due_at) == ("running", NOON + timedelta(minutes=1))
    slices.make_some(now=row.due_at)
    assert fresh(job).state == "ready"


def test_an_account_deleted_meanwhile_leaves_no_work_file(
    monkeypatch, work_dir: Path, django_capture_on_commit_callbacks
) -> None:
    user = make_influencer().user
    ask_for_export(actor=user, kind="ads", now=NOON)
    step = Maker.step

    def delete_meanwhile(self: Any) -> Any:
        with django_capture_on_commit_callbacks(execute=True):
            delete_account(actor=user)
        return step(self)

    monkeypatch.setattr(Maker, "step", delete_meanwhile)
    assert slices.make_some(now=NOON) is False
    assert not ExportJob.objects.exists()
    assert work_files.job_ids() == set()
    assert not Notification.objects.exists()


def test_the_task_makes_what_is_due_and_runs_twice_safely(user) -> None:
    job = ask_for_export(actor=user, kind="statement")
    tasks.make_exports()
    tasks.make_exports()
    assert fresh(job).state == "ready"
    assert Notification.objects.count() == 1
    assert tasks.purge_exports() == 0
