"""Reads the predecessor's file: read-only, whole, and only if it is what it should be."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

Row = dict[str, Any]

# Table → the columns the import needs.
SCHEMA: dict[str, frozenset[str]] = {
    "user": frozenset({"id", "email", "flagged", "fs_uniquifier", "active", "last_login"}),
    "role": frozenset({"id", "name"}),
    "user_role": frozenset({"id", "user_id", "role_id"}),
    "camp_category": frozenset({"id", "name"}),
    "sponsors": frozenset({"id", "name", "company_name", "industry", "description", "user_id"}),
    "influencers": frozenset(
        {
            "id",
            "name",
            "category",
            "niche",
            "followers",
            "platform",
            "description",
            "earnings",
            "total_ratings",
            "no_of_ratings",
            "user_id",
        }
    ),
    "camp": frozenset(
        {
            "id",
            "name",
            "goal",
            "start_date",
            "end_date",
            "description",
            "visibility",
            "budget",
            "category",
            "flagged",
            "spon_id",
        }
    ),
    "ad": frozenset(
        {
            "id",
            "terms",
            "status",
            "inf_messages",
            "spon_messages",
            "payment",
            "camp_id",
            "inf_id",
            "flagged",
        }
    ),
    "interested_camp": frozenset({"id", "message", "inf_id", "camp_id"}),
}


class UnreadableSource(Exception):
    """The file is not a whole database of the predecessor; the message says why."""


@dataclass(frozen=True)
class Source:
    """Every row of the file, by table."""

    tables: dict[str, list[Row]] = field(default_factory=dict)

    def rows(self, table: str) -> Iterator[Row]:
        """Yield a table's rows in the order of their ids."""
        yield from self.tables[table]


def read_source(path: Path) -> Source:
    """Read the whole file without changing it. Raises UnreadableSource with the reason."""
    if not path.is_file():
        raise UnreadableSource(f"there is no file {path}")
    try:
        # immutable: no journal, lock or other trace is left beside the file.
        uri = f"{path.resolve().as_uri()}?mode=ro&immutable=1"
        with closing(sqlite3.connect(uri, uri=True)) as connection:
            connection.row_factory = sqlite3.Row
            _check_whole(connection)
            return Source({table: _read(connection, table) for table in SCHEMA})
    except sqlite3.DatabaseError as error:
        raise UnreadableSource(f"{path.name} is damaged or no SQLite database: {error}") from error
    except UnicodeDecodeError as error:
        raise UnreadableSource(f"{path.name} holds text that is not UTF-8") from error


def _check_whole(connection: sqlite3.Connection) -> None:
    verdict = connection.execute("PRAGMA integrity_check").fetchone()[0]
    if verdict != "ok":
        raise UnreadableSource(f"the database is damaged: {verdict}")
    for table, needed in SCHEMA.items():
        present = {row["name"] for row in connection.execute(f'PRAGMA table_info("{table}")')}
        if not present:
            raise UnreadableSource(f"the table {table} is missing")
        if missing := needed - present:
            raise UnreadableSource(f"the table {table} lacks {', '.join(sorted(missing))}")


def _read(connection: sqlite3.Connection, table: str) -> list[Row]:
    # The table's name comes from SCHEMA, never from the file.
    query = f'SELECT * FROM "{table}" ORDER BY id'  # noqa: S608
    return [dict(row) for row in connection.execute(query)]
