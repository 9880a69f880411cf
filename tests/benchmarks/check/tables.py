"""Rows made by the database itself, many at a time."""

from typing import Any

from django.core.management.color import no_style
from django.db import connection
from django.db.models import Max, Model


def last(model: type[Model]) -> int:
    """Return the highest primary key there is, or 0."""
    found: int | None = model._default_manager.aggregate(last=Max("pk"))["last"]
    return found or 0


def insert(model: type[Model], source: str, **columns: str) -> None:
    """Add a row of `model` per row of `source`, which stands after FROM.

    `columns` are SQL expressions; a column that is not named gets its field's default.
    """
    names, values, defaults = [], [], []
    for field in model._meta.concrete_fields:
        if field.generated or (field.primary_key and field.column not in columns):
            continue
        names.append(field.column)
        values.append(columns.pop(field.column, "%s"))
        if values[-1] == "%s":
            default = field.get_default()  # type: ignore[attr-defined]
            defaults.append(field.get_db_prep_save(default, connection))  # type: ignore[attr-defined]
    if columns:
        raise LookupError(f"{model.__name__} has no {', '.join(columns)}")
    table = model._meta.db_table
    execute(
        f"INSERT INTO {table} ({', '.join(names)}) SELECT {', '.join(values)} FROM {source}",
        defaults,
    )


def count_on(*models: type[Model]) -> None:
    """Let the database number further rows after those that were given numbers."""
    for statement in connection.ops.sequence_reset_sql(no_style(), models):
        execute(statement)


def execute(sql: str, params: list[Any] | None = None) -> None:
    """Run one statement."""
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
