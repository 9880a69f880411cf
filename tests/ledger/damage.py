"""Raw writes that go round the actions, as damaged data or a careless hand would."""

import importlib
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType

from django.db import connection

# What each table's triggers are called on SQLite and on PostgreSQL.
TRIGGERS = {
    "ledger_transfer": (("transfer_no_update",), ("transfer_append_only",)),
    "ledger_account": (("account_kept",), ("account_kept",)),
    "ledger_document": (("document_no_update",), ("document_append_only",)),
    "ledger_deposit": (("deposit_kept",), ("deposit_kept",)),
    "ledger_hold": (("hold_kept",), ("hold_kept", "hold_no_delete")),
    "ledger_payout": (("payout_kept",), ("payout_kept",)),
    "ledger_payoutmethod": (("payoutmethod_kept",), ("payoutmethod_kept",)),
}


def sql(statement: str, *params: object) -> None:
    """Run one statement, whatever the models say."""
    with connection.cursor() as cursor:
        cursor.execute(statement, params)


def migration(name: str) -> ModuleType:
    """Return a migration of the ledger."""
    return importlib.import_module(f"marketplace.ledger.migrations.{name}")


def put_back_deletion_triggers() -> None:
    """Make the triggers that tests do without, whose flush deletes row by row or truncates."""
    books, rows = migration("0004_laws_in_the_database"), migration("0009_money_never_deleted")
    if connection.vendor == "sqlite":
        for name, statement in (books.LOST_SQLITE | books.OWN_SQLITE | rows.SQLITE).items():
            if name.endswith("_no_delete"):
                sql(statement)
    else:
        for statement in migration("0006_agreed_values_kept").NO_TRUNCATE + rows.NO_TRUNCATE:
            sql(statement)


def drop_constraint(table: str, constraint: str) -> None:
    """Drop a constraint on PostgreSQL, for the rest of the test's transaction."""
    sql("SET CONSTRAINTS ALL IMMEDIATE")  # keys checked later would be in the way
    sql(f'ALTER TABLE {table} DROP CONSTRAINT "{constraint}"')


@contextmanager
def without_checks(table: str, constraint: str) -> Iterator[None]:
    """Let raw writes past a CHECK."""
    if connection.vendor == "sqlite":
        sql("PRAGMA ignore_check_constraints = ON")
        try:
            yield
        finally:
            sql("PRAGMA ignore_check_constraints = OFF")
    else:
        drop_constraint(table, constraint)
        yield


def drop_triggers(table: str) -> None:
    """Let raw writes change a table's rows, for the rest of the test's transaction."""
    on_sqlite, on_postgresql = TRIGGERS[table]
    if connection.vendor == "sqlite":
        for name in on_sqlite:
            sql(f"DROP TRIGGER {name}")
        return
    sql("SET CONSTRAINTS ALL IMMEDIATE")
    for name in on_postgresql:
        sql(f"DROP TRIGGER {name} ON {table}")


def insert(table: str, **values: object) -> None:
    """Insert one row as it is."""
    places = ", ".join(["%s"] * len(values))
    sql(f"INSERT INTO {table} ({', '.join(values)}) VALUES ({places})", *values.values())
