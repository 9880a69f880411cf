"""How rows become sections: each reader's first ones, and the number of those that do not fit.

A reader may have thousands of rows and a mail has room for a few, so the database cuts them.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Window
from django.db.models.functions import RowNumber

from marketplace.digests.registry import Line, Reader, Section

LINES_SHOWN = 8


def is_news(readers: Sequence[Reader], *, user: str, moment: str) -> Q:
    """Return the condition that a row is news to its reader.

    `user` and `moment` name its columns with the reader's id and with the moment it came. Few
    readers differ in their times: a run gives the same ones to all it decides.
    """
    ids: dict[tuple[datetime, datetime], list[int]] = defaultdict(list)
    for reader in readers:
        ids[reader.since, reader.until].append(reader.user.pk)
    condition = Q(pk__in=[])
    for (since, until), group in ids.items():
        condition |= Q(
            **{f"{user}__in": group, f"{moment}__gt": since, f"{moment}__lte": until},
        )
    return condition


def first_of_each(rows: QuerySet[Any], *, user: str, order: Sequence[str]) -> QuerySet[Any]:
    """Return the first rows of each reader in `order`, with `reader_id`, `place` (from 1) and
    `total`, the number of all the reader has. `user` names the column with the reader's id."""
    return (
        rows.order_by()
        .annotate(
            reader_id=F(user),
            place=Window(RowNumber(), partition_by=F(user), order_by=list(order)),
            total=Window(Count("pk"), partition_by=F(user)),
        )
        .filter(place__lte=LINES_SHOWN)
        .order_by("reader_id", "place")
    )


def sections_of(
    rows: Iterable[Any], line_of: Callable[[Any], Line], *, title: str, url: str
) -> dict[int, Section]:
    """Return a section for each reader that `first_of_each` found rows for."""
    found = list(rows)
    totals = {row.reader_id: row.total for row in found}
    lines = by_reader((row.reader_id, line_of(row)) for row in found)
    return {
        pk: Section(title=title, url=url, lines=own, more=totals[pk] - len(own))
        for pk, own in lines.items()
    }


def by_reader(found: Iterable[tuple[int, Line]]) -> dict[int, list[Line]]:
    """Group lines by the user they are for, in the order they come."""
    lines: dict[int, list[Line]] = defaultdict(list)
    for user_id, line in found:
        lines[user_id].append(line)
    return lines


def section_of(title: str, url: str, lines: list[Line]) -> Section:
    """Return a section with the first lines and the number of those that did not fit."""
    return Section(
        title=title, url=url, lines=lines[:LINES_SHOWN], more=max(0, len(lines) - LINES_SHOWN)
    )


def ids_of(readers: Sequence[Reader], role: str) -> list[int]:
    """Return the ids of the readers who act in `role`."""
    return [reader.user.pk for reader in readers if reader.user.role == role]
