"""Moments, days and deadlines."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.utils import timezone

from marketplace.kernel.components import times
from tests.kernel.components.rendering import NOW


@pytest.mark.parametrize(
    ("gap", "text"),
    [
        (timedelta(seconds=-5), "just now"),
        (timedelta(minutes=-12), "12 minutes ago"),
        (timedelta(minutes=12), "in 12 minutes"),
        (timedelta(hours=-3), "today 09:00"),
        (timedelta(days=-1), "yesterday 12:00"),
        (timedelta(days=1), "tomorrow 12:00"),
        (timedelta(days=-9), "Thu 12 Nov 12:00"),
        (timedelta(days=-400), "Fri 17 Oct 2025"),
    ],
)
def test_a_moment_reads_as_people_say_it(gap, text):
    assert times.moment_text(NOW + gap, now=NOW) == text


def test_a_moment_is_in_the_readers_zone():
    with timezone.override(ZoneInfo("Asia/Tokyo")):
        assert times.moment_text(NOW - timedelta(hours=20), now=NOW) == "today 01:00"
        assert times.exact(NOW) == "Saturday 21 November 2026, 21:00 (Asia/Tokyo)"


@pytest.mark.parametrize(
    ("span", "text"),
    [
        (timedelta(seconds=5), "1 minute"),
        (timedelta(minutes=59), "59 minutes"),
        (timedelta(hours=1), "1 hour"),
        (timedelta(minutes=90), "90 minutes"),
        (timedelta(hours=36), "36 hours"),
        (timedelta(days=3), "3 days"),
    ],
)
def test_a_distance_is_in_its_largest_telling_unit(span, text):
    assert times.distance_text(span) == text


@pytest.mark.parametrize(
    ("gap", "css", "ending"),
    [
        (timedelta(days=4), '"deadline"', "12:00</time>"),
        (timedelta(hours=5), '"deadline is-soon"', "(in 5 hours)</time>"),
        (timedelta(hours=-1), '"deadline is-over"', "11:00</time>"),
    ],
)
def test_a_deadline_warns_when_it_is_near(clock_at_now, gap, css, ending):
    shown = times.until(NOW + gap)
    assert f"class={css}" in shown
    assert shown.endswith(ending)


@pytest.fixture
def clock_at_now():
    """Let the clock stand at NOW."""
    with time_machine.travel(NOW, tick=False):
        yield


def test_a_day_has_its_year_only_when_it_is_not_this_one(clock_at_now):
    assert times.day(date(2026, 11, 26)) == '<time datetime="2026-11-26">Thu 26 Nov</time>'
    assert times.day(date(2027, 1, 1)).endswith("Fri 1 Jan 2027</time>")


@pytest.mark.parametrize(
    ("moment", "zone", "text"),
    [
        (datetime(2026, 11, 26, 17, tzinfo=UTC), "UTC", "Thursday 26 November, 17:00"),
        (datetime(2026, 11, 28, 23, tzinfo=UTC), "Europe/Vienna", "Saturday 28 November, 24:00"),
        (datetime(2026, 12, 31, 23, tzinfo=UTC), "Europe/Vienna", "Thursday 31 December, 24:00"),
        (datetime(2027, 1, 1, 23, tzinfo=UTC), "Europe/Vienna", "Friday 1 January 2027, 24:00"),
    ],
)
def test_a_deadline_at_midnight_ends_the_day_before(clock_at_now, moment, zone, text):
    with timezone.override(ZoneInfo(zone)):
        assert times.deadline_text(moment, now=NOW) == text
        assert times.deadline(moment) == f"{text} ({zone})"
