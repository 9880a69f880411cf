"""The table of what runs by the clock, and how it is carried over."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from django.core.management import call_command
from django.db import connection
from django.utils import timezone
from django.utils.module_loading import import_string
from django_q.models import Schedule as ScheduleRow

from marketplace.kernel.jobs.schedules import Changes, Schedule, sync_schedules
from marketplace.schedules import SCHEDULES

SWEEP = Schedule(name="sweep", task="operator.add", minutes=1)
NIGHTLY = Schedule(name="nightly", task="operator.sub", cron="20 3 * * *")


@pytest.mark.parametrize("schedule", SCHEDULES, ids=lambda schedule: schedule.name)
def test_every_task_in_the_table_can_be_imported(schedule):
    assert callable(import_string(schedule.task))


def test_names_in_the_table_are_unique():
    assert len({schedule.name for schedule in SCHEDULES}) == len(SCHEDULES)


@pytest.mark.parametrize(
    "wrong", [{}, {"minutes": 1, "cron": "* * * * *"}, {"cron": "every tuesday"}]
)
def test_a_schedule_without_exactly_one_sound_rhythm_is_refused(wrong):
    with pytest.raises(ValueError, match="sweep"):
        Schedule(name="sweep", task="operator.add", **wrong)


@pytest.mark.django_db
def test_a_sync_creates_updates_and_deletes():
    assert sync_schedules([SWEEP, NIGHTLY]) == Changes(created=2)
    changed = Schedule(name="sweep", task="operator.mul", cron="0 * * * *")
    assert sync_schedules([changed]) == Changes(updated=1, deleted=1)
    row = ScheduleRow.objects.get()
    assert (row.name, row.func, row.cron, row.minutes) == (
        "sweep",
        "operator.mul",
        "0 * * * *",
        None,
    )
    assert row.next_run > timezone.now()


@pytest.mark.django_db
def test_a_row_that_is_right_keeps_its_next_run():
    sync_schedules([SWEEP])
    moment = datetime(2026, 5, 4, 12, tzinfo=UTC)
    ScheduleRow.objects.update(next_run=moment)
    assert sync_schedules([SWEEP]) == Changes()
    assert ScheduleRow.objects.get().next_run == moment


@pytest.mark.django_db
def test_a_new_cron_job_waits_for_its_time_and_a_sweep_begins_at_once():
    sync_schedules([SWEEP, NIGHTLY])
    assert ScheduleRow.objects.get(name="sweep").next_run <= timezone.now()
    nightly = ScheduleRow.objects.get(name="nightly").next_run.astimezone(UTC)
    assert (nightly.hour, nightly.minute) == (3, 20)
    assert timezone.now() < nightly <= timezone.now() + timedelta(days=1)


@pytest.mark.django_db
def test_doubles_of_one_name_are_removed():
    sync_schedules([SWEEP])
    ScheduleRow.objects.create(name="sweep", func="operator.add")
    assert sync_schedules([SWEEP]) == Changes(deleted=1)


@pytest.mark.django_db(transaction=True)
def test_two_syncs_at_once_write_each_row_once():
    def sync(_: int) -> None:
        try:
            sync_schedules(SCHEDULES)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(sync, range(4)))
    assert ScheduleRow.objects.count() == len(SCHEDULES)


@pytest.mark.django_db
def test_the_command_carries_the_table_over(capsys):
    call_command("sync_schedules")
    assert capsys.readouterr().out == (
        f"Schedules: {len(SCHEDULES)} created, 0 updated, 0 deleted.\n"
    )
    names = set(ScheduleRow.objects.values_list("name", flat=True))
    assert names == {schedule.name for schedule in SCHEDULES}
