"""Taking the test database to other versions of the tables, and back."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.state import StateApps


def let_flush_delete() -> None:
    """Let the flush after a transactional test empty append-only tables.

    SQLite's deletes row by row and PostgreSQL's truncates: the ledger's triggers refuse both.
    """
    with connection.cursor() as cursor:
        for table in ("transfer", "account", "document", "deposit", "hold", "payout"):
            if connection.vendor == "sqlite":
                cursor.execute(f"DROP TRIGGER IF EXISTS {table}_no_delete")
            else:
                cursor.execute(f"DROP TRIGGER IF EXISTS {table}_no_truncate ON ledger_{table}")


@contextmanager
def before(*targets: tuple[str, str]) -> Iterator[StateApps]:
    """Take the database back to `targets`, hand out the models of then, and go on to the latest."""
    latest = MigrationExecutor(connection).loader.graph.leaf_nodes()
    try:
        yield _migrate(list(targets))
    finally:
        _migrate(latest)
        let_flush_delete()


def _migrate(targets: list[tuple[str, str]]) -> StateApps:
    """Bring the database to `targets`; returns the models as they are there."""
    executor = MigrationExecutor(connection)
    return executor.migrate(targets).apps
