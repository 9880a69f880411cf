"""Scheduled upkeep of the kernel's rows."""

from datetime import UTC, datetime, timedelta

import pytest
from django_q.models import Task

from marketplace.kernel.tasks import purge_old_rows

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)


@pytest.mark.django_db
def test_failures_older_than_thirty_days_go_and_the_rest_stays():
    for name, is_success, days in [("old", False, 31), ("new", False, 29), ("done", True, 31)]:
        stopped = NOON - timedelta(days=days)
        Task.objects.create(
            id=name, name=name, func="f", success=is_success, started=stopped, stopped=stopped
        )
    assert purge_old_rows(now=NOON) == 1
    assert set(Task.objects.values_list("name", flat=True)) == {"new", "done"}
