"""Which table of schedules the jobs go by."""

import pytest


@pytest.fixture
def use(settings):
    """Let the jobs go by that table of `tests.kernel.jobs.tables`."""

    def use(table: str) -> None:
        settings.SCHEDULES = f"tests.kernel.jobs.tables.{table}"

    return use
