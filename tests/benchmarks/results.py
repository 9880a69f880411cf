"""What a part of the benchmarks found, and where it is kept."""

import json
import os
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.db import connection


@dataclass(frozen=True, slots=True)
class Result:
    """The figures of one part, for people and for machines."""

    text: str
    figures: list[dict[str, Any]]


def machine() -> str:
    """Return what was measured on, and how busy it was."""
    load = " ".join(f"{average:.1f}" for average in os.getloadavg())
    return f"{connection.vendor}, {os.cpu_count()} cores, load {load}"


def durability() -> str:
    """Return whether a commit waits for the disk."""
    if connection.vendor == "sqlite":
        return "PRAGMA synchronous=NORMAL, journal_mode=WAL"
    names = ("fsync", "synchronous_commit", "full_page_writes")
    with connection.cursor() as cursor:
        values = [_setting(cursor, name) for name in names]
    return ", ".join(f"{name}={value}" for name, value in zip(names, values, strict=True))


def keep(part: str, result: Result, *, folder: Path) -> None:
    """Write the text and the figures into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    name = f"{datetime.now(UTC):%Y%m%dT%H%M%SZ}-{part}-{connection.vendor}"
    (folder / f"{name}.txt").write_text(result.text + "\n")
    (folder / f"{name}.json").write_text(json.dumps(result.figures, indent=1) + "\n")


def _setting(cursor: Any, name: str) -> str:
    cursor.execute("SELECT current_setting(%s)", [name])
    return str(cursor.fetchone()[0])
