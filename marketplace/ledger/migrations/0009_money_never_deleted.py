"""Deposits, holds and payouts are never deleted, whoever writes to the database.

Of deposits that holds once their money came in: one that nobody paid has moved nothing.
PostgreSQL's TRUNCATE, which asks no row's trigger, is refused for all of them.
"""

from django.db import migrations

# Table: when a row of it stays.
NEVER_DELETED = {"deposit": "OLD.credited_at IS NOT NULL", "hold": "", "payout": ""}


def _message(table):
    return f"a {table} that money moved by is never deleted"


SQLITE = {
    f"{table}_no_delete": f"""
        CREATE TRIGGER {table}_no_delete BEFORE DELETE ON ledger_{table}
        {f"WHEN {when}" if when else ""}
        BEGIN SELECT RAISE(ABORT, '{_message(table)}'); END
    """
    for table, when in NEVER_DELETED.items()
}
NO_TRUNCATE = [
    f"""
    CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON ledger_{table}
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_{table}_no_delete()
    """
    for table in NEVER_DELETED
]


def _postgresql():
    """Yield PostgreSQL's statements."""
    for table, when in NEVER_DELETED.items():
        yield f"""
            CREATE FUNCTION ledger_{table}_no_delete() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                RAISE EXCEPTION '{_message(table)}' USING ERRCODE = 'integrity_constraint_violation';
            END $$
        """
        yield f"""
            CREATE TRIGGER {table}_no_delete BEFORE DELETE ON ledger_{table}
            FOR EACH ROW {f"WHEN ({when})" if when else ""}
            EXECUTE FUNCTION ledger_{table}_no_delete()
        """
    yield from NO_TRUNCATE


def create_triggers(apps, schema_editor):
    """Create the triggers of the database in use."""
    is_sqlite = schema_editor.connection.vendor == "sqlite"
    for statement in SQLITE.values() if is_sqlite else _postgresql():
        schema_editor.execute(statement)


def drop_triggers(apps, schema_editor):
    """Drop the triggers of the database in use."""
    for table in NEVER_DELETED:
        if schema_editor.connection.vendor == "sqlite":
            schema_editor.execute(f"DROP TRIGGER IF EXISTS {table}_no_delete")
            continue
        for law in ("no_truncate", "no_delete"):
            schema_editor.execute(f"DROP TRIGGER IF EXISTS {table}_{law} ON ledger_{table}")
        schema_editor.execute(f"DROP FUNCTION IF EXISTS ledger_{table}_no_delete()")


class Migration(migrations.Migration):
    dependencies = [("ledger", "0008_releases_by_date")]

    operations = [migrations.RunPython(create_triggers, drop_triggers, elidable=False)]
