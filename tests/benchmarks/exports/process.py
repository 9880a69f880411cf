"""`python -m tests.benchmarks.exports.process WAY ID FILE`: one way to make the file, measured.

Prints what it took as JSON. `slices` makes the export with that id; `copy` and `cursor` write the
transfers of the account with that id into FILE.
"""

import csv
import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import django

# What the statement tells but for its words; the balance as the database works it out.
ROWS = """
    SELECT id, created_at, kind, reference, moved, SUM(moved) OVER (ORDER BY id), 'USD'
    FROM (SELECT id, created_at, kind, reference,
                 CASE WHEN credit_account_id = {account} THEN amount_minor
                      ELSE -amount_minor END AS moved
          FROM ledger_transfer
          WHERE debit_account_id = {account} OR credit_account_id = {account}) AS own
    ORDER BY id
"""
BATCH = 2_000


def slices(job_id: int, path: Path) -> int:
    """Let the worker's own code make the export; return how many turns it took."""
    from marketplace.exports.models import ExportJob
    from marketplace.exports.slices import make_some

    turns = 1
    while make_some():
        turns += 1
    if ExportJob.objects.get(pk=job_id).state != ExportJob.State.READY:
        raise RuntimeError("The export was not made.")
    return turns


def copy(account_id: int, path: Path) -> int:
    """Let the database write the file."""
    from django.db import connection

    with connection.cursor() as cursor, path.open("wb") as file:
        statement = f"COPY ({ROWS.format(account=account_id)}) TO STDOUT WITH (FORMAT csv, HEADER)"
        with cursor.copy(statement) as rows:
            for data in rows:
                file.write(data)
    return 1


def cursor(account_id: int, path: Path) -> int:
    """Read through a cursor on the server, a batch at a time, and write with `csv.writer`."""
    from django.db import connection

    connection.ensure_connection()
    with (
        connection.connection.transaction(),
        connection.connection.cursor(name="bench") as rows,
        path.open("w", newline="", encoding="utf-8") as file,
    ):
        writer = csv.writer(file)
        rows.itersize = BATCH
        rows.execute(ROWS.format(account=account_id))
        writer.writerows(rows)
    return 1


WAYS: dict[str, Callable[[int, Path], int]] = {"slices": slices, "copy": copy, "cursor": cursor}


def measured(make: Callable[[int, Path], int], number: int, path: Path) -> dict[str, Any]:
    """Return turns, seconds, and memory before it and at most, in MB (Linux)."""
    from accounts.models import User

    User.objects.exists()  # an idle worker has its connection and its models
    idle, started = _memory("VmRSS"), time.monotonic()
    turns = make(number, path)
    seconds = time.monotonic() - started
    return {"turns": turns, "seconds": seconds, "idle_mb": idle, "peak_mb": _memory("VmHWM")}


def _memory(name: str) -> float:
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith(f"{name}:"):
            return int(line.split()[1]) * 1024 / 1_000_000
    raise LookupError(name)


if __name__ == "__main__":
    django.setup()
    way, number, path = sys.argv[1:]
    print(json.dumps(measured(WAYS[way], int(number), Path(path))))
