"""Rows on their way to the database: numbered before they are written, written many at a time."""

from collections import defaultdict
from collections.abc import Collection, Iterator
from itertools import chain, count

from django.db import connection
from django.db.models import Max, Model

FULL = 20_000
BATCH = 1_000
# Numbers taken at once, so that few questions are asked.
BLOCK = 5_000


class Rows:
    """Collects rows of any model and writes them in bulk.

    Every row knows its primary key before it is written, so rows may name each other in any
    order: both databases check foreign keys when the transaction ends. Rows of a model in `first`
    are written before all others that wait, for triggers look at them. To be used in one
    transaction, with `write_all` at its end.
    """

    def __init__(self, *, first: Collection[type[Model]] = ()) -> None:
        self._first = first
        self._waiting: dict[type[Model], list[Model]] = defaultdict(list)
        self._count = 0
        self._numbers: dict[type[Model], Iterator[int]] = {}

    def number(self, model: type[Model]) -> int:
        """Return the next free primary key of `model`; they rise."""
        if model not in self._numbers:
            self._numbers[model] = _free_numbers(model)
        return next(self._numbers[model])

    def add(self, row: Model) -> None:
        """Take a row that nothing changes any more."""
        self._waiting[type(row)].append(row)
        self._count += 1
        if self._count >= FULL:
            self.write_all()

    def write_all(self) -> None:
        """Write what waits."""
        for model in sorted(self._waiting, key=lambda model: model not in self._first):
            rows = self._waiting[model]
            model._default_manager.bulk_create(rows, batch_size=BATCH)
        self._waiting.clear()
        self._count = 0


def _free_numbers(model: type[Model]) -> Iterator[int]:
    """Return numbers that no row of `model` has or will get otherwise."""
    if connection.vendor == "postgresql":
        return chain.from_iterable(iter(lambda: _from_sequence(model), None))
    # SQLite lets one writer in at a time, and its own counting follows the numbers it is given.
    last: int = model._default_manager.aggregate(last=Max("pk"))["last"] or 0
    return count(last + 1)


def _from_sequence(model: type[Model]) -> list[int]:
    """Return the next numbers of the table's sequence, which PostgreSQL gives to nobody else."""
    sql = "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)"
    meta = model._meta
    with connection.cursor() as cursor:
        cursor.execute(sql, [f'"{meta.db_table}"', meta.pk.column, BLOCK])
        return [row[0] for row in cursor.fetchall()]
