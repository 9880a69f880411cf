"""Makes small databases of the predecessor for tests."""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

# The predecessor's tables, reduced to their columns.
TABLES = {
    "user": "id, email, password, flagged, fs_uniquifier, active, last_login",
    "role": "id, name, description",
    "user_role": "id, user_id, role_id",
    "camp_category": "id, name",
    "sponsors": "id, name, company_name, industry, budget, description, user_id",
    "influencers": "id, name, category, niche, followers, platform, description, earnings, "
    "total_ratings, no_of_ratings, user_id",
    "camp": "id, name, goal, start_date, end_date, description, visibility, budget, category, "
    "flagged, spon_id",
    "ad": "id, terms, status, inf_messages, spon_messages, payment, camp_id, inf_id, flagged",
    "interested_camp": "id, message, inf_id, camp_id",
}

ROWS: dict[str, list[tuple[Any, ...]]] = {
    "user": [
        (1, "admin@old.example", "x1", 0, "u1", 1, None),
        (2, "Brand@old.example", "x2", 0, "u2", 1, None),
        (3, "creator@old.example", "x3", 0, "u3", 1, None),
        (4, "flagged@old.example", "x4", 1, "u4", 1, None),
    ],
    "role": [(1, "admin", ""), (2, "sponsor", ""), (3, "influencer", "")],
    "user_role": [(1, 1, 1), (2, 2, 2), (3, 3, 3), (4, 4, 3)],
    "camp_category": [(1, "HEALTH CARE")],
    "sponsors": [(1, "Old brand", "Old brand GmbH", "tech", 1000, "We sell.", 2)],
    "influencers": [
        (1, "Creator", "HEALTH CARE", "yoga", 100_893, "youtube", "Bio", 20, 9, 2, 3),
        (2, "Flagged one", "HEALTH CARE", "", 5, "instagram", None, 0, 0, 0, 4),
    ],
    "camp": [
        (1, "Past", "goals", "2024-11-29 00:00:00", "2024-12-06 00:00:00", "d", 1, 100,
         "HEALTH CARE", 0, 1),
        (2, "Running", "goals", "2026-11-01 00:00:00", "2036-12-06 00:00:00", "d", 0, 300,
         "FINANCE", 1, 1),
    ],
    "ad": [
        (1, "One video", "pending", "I want more", "We will ask", 200, 2, 1, 0),
        (2, "Two videos", "accepted", None, "Deal", 50, 1, 1, 0),
        (3, "No", "rejected", None, None, 10, 1, 1, 0),
    ],
    "interested_camp": [(1, "I am in", 1, 1), (2, "Me too", 1, 2)],
}  # fmt: skip


def make_source(path: Path, changes: dict[str, list[tuple[Any, ...]]] | None = None) -> Path:
    """Write a database with `ROWS`, some tables replaced by `changes`, to `path`."""
    with closing(sqlite3.connect(path)) as connection, connection:
        for table, columns in TABLES.items():
            connection.execute(f'CREATE TABLE "{table}" ({columns})')
            for row in (ROWS | (changes or {}))[table]:
                marks = ", ".join("?" * len(row))
                connection.execute(f'INSERT INTO "{table}" VALUES ({marks})', row)
    return path
