"""The table of what runs by the clock, and when that is: in UTC, wherever the machine stands."""

import time
from datetime import UTC, datetime, timedelta

import pytest
from django.utils.module_loading import import_string

from marketplace.kernel.jobs.schedules import Schedule, table
from marketplace.schedules import SCHEDULES

NIGHTLY = Schedule(name="nightly", task="operator.sub", cron="20 3 * * *")


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"{text}+00:00")


def test_the_site_runs_by_the_table_in_the_code():
    assert list(table().values()) == SCHEDULES


@pytest.mark.parametrize("schedule", SCHEDULES, ids=lambda schedule: schedule.name)
def test_every_schedule_names_a_task_and_tells_moderators_what_it_does(schedule):
    assert callable(import_string(schedule.task))
    assert schedule.says.endswith(".")
    assert len(schedule.says) <= 80


def test_names_in_the_table_are_unique():
    assert len({schedule.name for schedule in SCHEDULES}) == len(SCHEDULES)


@pytest.mark.parametrize(
    "wrong",
    [
        {},
        {"minutes": 1, "cron": "* * * * *"},
        {"minutes": 0},
        {"cron": "every tuesday"},
        {"cron": "* * * * * */5"},
    ],
)
def test_a_schedule_without_exactly_one_sound_rhythm_is_refused(wrong):
    with pytest.raises(ValueError, match="sweep"):
        Schedule(name="sweep", task="operator.add", **wrong)


@pytest.mark.parametrize(
    ("rhythm", "now", "latest", "following"),
    [
        ({"cron": "20 3 * * *"}, "2026-05-04T03:19:59", "2026-05-03T03:20", "2026-05-04T03:20"),
        ({"cron": "20 3 * * *"}, "2026-05-04T03:20:00", "2026-05-04T03:20", "2026-05-05T03:20"),
        ({"cron": "20 3 * * *"}, "2026-05-04T03:20:59", "2026-05-04T03:20", "2026-05-05T03:20"),
        ({"cron": "*/15 * * * *"}, "2026-12-31T23:59:59", "2026-12-31T23:45", "2027-01-01T00:00"),
        # The ends of months, short and long, and a leap day.
        ({"cron": "0 6 1 * *"}, "2027-02-28T23:59:00", "2027-02-01T06:00", "2027-03-01T06:00"),
        ({"cron": "0 6 31 * *"}, "2027-04-30T12:00:00", "2027-03-31T06:00", "2027-05-31T06:00"),
        ({"cron": "0 6 29 2 *"}, "2027-03-01T00:00:00", "2024-02-29T06:00", "2028-02-29T06:00"),
        ({"minutes": 1}, "2026-05-04T12:00:59.999", "2026-05-04T12:00", "2026-05-04T12:01"),
        ({"minutes": 10}, "2026-05-04T12:19:30", "2026-05-04T12:10", "2026-05-04T12:20"),
        ({"minutes": 10}, "2026-05-04T12:20:00", "2026-05-04T12:20", "2026-05-04T12:30"),
    ],
)
def test_the_latest_period_is_at_or_before_now_and_the_following_one_after(
    rhythm, now, latest, following
):
    schedule = Schedule(name="any", task="operator.add", **rhythm)
    assert schedule.latest(at(now)) == at(latest)
    assert schedule.following(at(now)) == at(following)


@pytest.fixture
def in_new_york(monkeypatch):
    monkeypatch.setenv("TZ", "America/New_York")
    time.tzset()
    assert datetime(2026, 5, 4, 12).astimezone().utcoffset() == timedelta(hours=-4)
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.mark.parametrize(
    "day",
    [
        *("2026-03-07", "2026-03-08", "2026-03-09"),  # 02:00 becomes 03:00 in New York
        *("2026-10-31", "2026-11-01", "2026-11-02"),  # 02:00 becomes 01:00
    ],
)
def test_cron_is_utc_on_a_machine_in_new_york_also_when_its_clocks_change(in_new_york, day):
    """Every hour of a day there are exactly one period at 30 past, and one night."""
    hourly = Schedule(name="hourly", task="operator.add", cron="30 * * * *")
    midnight = at(f"{day}T00:00")
    moment = midnight
    seen, nights = [], []
    while moment < midnight + timedelta(days=1):
        seen.append(hourly.following(moment))
        nights.append(NIGHTLY.latest(moment))
        moment += timedelta(hours=1)
    assert seen == [midnight + timedelta(hours=hour, minutes=30) for hour in range(24)]
    assert set(nights) == {
        midnight - timedelta(days=1) + timedelta(hours=3, minutes=20),
        midnight + timedelta(hours=3, minutes=20),
    }
    assert all(one.tzinfo is UTC for one in seen + nights)
