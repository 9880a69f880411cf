"""The worker's heartbeat."""

from datetime import UTC, datetime, timedelta

import pytest

from marketplace.kernel.jobs import heartbeat
from marketplace.kernel.jobs.models import JobHeartbeat

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)

pytestmark = pytest.mark.django_db


def test_a_worker_that_never_ran_has_no_age():
    assert heartbeat.age(now=NOON) is None


def test_the_age_counts_from_the_last_beat_and_one_row_is_kept():
    heartbeat.beat(now=NOON - timedelta(minutes=9))
    heartbeat.beat(now=NOON - timedelta(minutes=2))
    assert heartbeat.age(now=NOON) == timedelta(minutes=2)
    assert JobHeartbeat.objects.count() == 1
