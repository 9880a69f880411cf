"""A worker that is told to end while it still starts."""

import contextlib
import os
import signal
import subprocess
import sys

import pytest
from django.db import connections

from tests import servers

# The signal comes at the worst moment: when the sentinel's process is there by name only.
TOLD_WHILE_FORKING = """
import os, signal, sys
from django.core.management import execute_from_command_line

def tell():
    if os.getpid() == parent and not told:
        told.append(True)
        os.kill(parent, getattr(signal, sys.argv[1]))

parent, told = os.getpid(), []
os.register_at_fork(before=tell)
execute_from_command_line(["manage.py", "qcluster"])
"""


@pytest.mark.parametrize("told", ["SIGTERM", "SIGINT"])
@pytest.mark.django_db(transaction=True)
def test_a_worker_told_to_end_while_it_starts_does_end(told: str) -> None:
    database = servers.database_url(connections["default"].settings_dict)
    process = servers.start(
        [sys.executable, "-c", TOLD_WHILE_FORKING, told],
        env=os.environ | {"DATABASE_URL": database},
        stderr=subprocess.PIPE,
    )
    try:
        said = process.communicate(timeout=20)[1].decode()
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
    assert process.returncode == 0
    assert "running." in said
    assert "has stopped." in said
