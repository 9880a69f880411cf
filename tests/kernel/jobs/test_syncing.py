"""The table in code is carried over into the database, whoever starts a worker."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from django.core.management import CommandError, call_command, get_commands
from django.db import DatabaseError, connection
from django.utils.module_loading import import_string
from django_q.models import Schedule as ScheduleRow

from marketplace.kernel.jobs import heartbeat
from marketplace.kernel.jobs.models import JobRun, ScheduledJob
from marketplace.kernel.jobs.syncing import CLOCKWORK, Changes, sync_schedules
from marketplace.schedules import SCHEDULES
from tests.factories.jobs import make_run

NOON = datetime(2026, 5, 4, 12, 0, 30, tzinfo=UTC)


def clockwork() -> dict[str, str]:
    return dict(ScheduleRow.objects.values_list("name", "func"))


@pytest.mark.django_db
def test_a_sync_adds_and_removes_and_is_safe_to_repeat():
    assert sync_schedules(["sweep", "nightly"], now=NOON) == Changes(added=2)
    assert sync_schedules(["sweep", "nightly"]) == Changes()
    make_run("nightly")
    assert sync_schedules(["sweep"]) == Changes(removed=1)
    job = ScheduledJob.objects.get()
    assert (job.name, job.since) == ("sweep", NOON)
    assert JobRun.objects.count() == 1  # what a job did stays, until it is old


@pytest.mark.django_db
def test_django_q_is_left_with_the_clockwork_and_nothing_else():
    ScheduleRow.objects.create(name="deadlines", func="ads.tasks.run_deadlines")
    ScheduleRow.objects.create(name="clock", func="operator.add", schedule_type="D")
    ScheduleRow.objects.create(name="clock", func="operator.add")
    sync_schedules([], now=NOON)
    assert clockwork() == CLOCKWORK
    rows = ScheduleRow.objects.values_list("schedule_type", "minutes", "repeats", "next_run")
    assert set(rows) == {("I", 1, -1, NOON.replace(second=0))}


@pytest.mark.parametrize("task", CLOCKWORK.values())
def test_every_part_of_the_clockwork_can_be_imported(task):
    assert callable(import_string(task))


@pytest.mark.django_db
def test_a_clock_that_is_right_keeps_its_next_strike():
    sync_schedules([], now=NOON)
    moment = NOON + timedelta(minutes=1)
    ScheduleRow.objects.update(next_run=moment)
    sync_schedules([], now=NOON)
    assert set(ScheduleRow.objects.values_list("next_run", flat=True)) == {moment}


@pytest.mark.django_db
def test_a_clock_that_would_strike_in_a_year_is_set_right():
    sync_schedules([], now=NOON)
    ScheduleRow.objects.update(next_run=NOON + timedelta(days=365))
    sync_schedules([], now=NOON)
    assert set(ScheduleRow.objects.values_list("next_run", flat=True)) == {NOON.replace(second=0)}


@pytest.mark.django_db(transaction=True)
def test_several_syncs_at_once_write_each_row_once():
    def sync(_: int) -> None:
        try:
            sync_schedules([schedule.name for schedule in SCHEDULES])
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(sync, range(4)))
    assert ScheduledJob.objects.count() == len(SCHEDULES)
    assert ScheduleRow.objects.count() == len(CLOCKWORK)


@pytest.mark.django_db
def test_the_command_carries_the_table_over(capsys):
    call_command("sync_schedules")
    assert capsys.readouterr().out == f"Schedules: {len(SCHEDULES)} added, 0 removed.\n"
    names = set(ScheduledJob.objects.values_list("name", flat=True))
    assert names == {schedule.name for schedule in SCHEDULES}


def test_a_worker_carries_the_table_over_before_it_works(qcluster):
    from tests import servers

    servers.wait_until(
        lambda: heartbeat.age_of_start() is not None, within=20, what="a worker starts"
    )
    assert ScheduledJob.objects.count() == len(SCHEDULES)
    assert clockwork() == CLOCKWORK


@pytest.mark.django_db
def test_a_worker_without_a_database_says_so_and_ends():
    def fail(*args: object) -> None:
        raise DatabaseError("no such table")

    assert get_commands()["qcluster"] == "marketplace.kernel"
    with (
        connection.execute_wrapper(fail),
        pytest.raises(CommandError, match="The worker does not start: no such table"),
    ):
        call_command("qcluster")
