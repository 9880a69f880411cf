"""More laws that the database itself keeps.

What was agreed to be paid, to whom and by what details, stays as it is: of a payout, a hold and a
payout method only what happens to them changes. PostgreSQL's TRUNCATE, which asks no row's
trigger, is refused for what is only ever added. (SQLite's REPLACE asks them because of
`recursive_triggers`, see the settings.)
"""

from django.db import migrations

KEPT = {
    "payout": ["id", "user_id", "amount_minor", "method_id", "reference", "requested_at"],
    "hold": ["id", "account_id", "amount_minor", "release_id"],
    "payoutmethod": [
        *("id", "user_id", "kind", "holder", "iban", "bic", "details"),
        *("created_at", "usable_at"),
    ],
}
NEVER_EMPTIED = ("transfer", "account", "document")


def _message(table):
    return f"what a {table} was agreed to be is kept"


def _sqlite():
    """Yield SQLite's statements."""
    for table, columns in KEPT.items():
        changed = " OR ".join(f"NEW.{column} IS NOT OLD.{column}" for column in columns)
        yield f"""
            CREATE TRIGGER {table}_kept BEFORE UPDATE ON ledger_{table} WHEN {changed}
            BEGIN SELECT RAISE(ABORT, '{_message(table)}'); END
        """


def _refusing(name, message):
    """Return the statement that makes PostgreSQL's function of a trigger that refuses."""
    return f"""
        CREATE FUNCTION ledger_{name}() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            RAISE EXCEPTION '{message}' USING ERRCODE = 'integrity_constraint_violation';
        END $$
    """


def _postgresql():
    """Yield PostgreSQL's statements."""
    for table, columns in KEPT.items():
        changed = " OR ".join(f"NEW.{column} IS DISTINCT FROM OLD.{column}" for column in columns)
        yield _refusing(f"{table}_kept", _message(table))
        yield f"""
            CREATE TRIGGER {table}_kept BEFORE UPDATE ON ledger_{table}
            FOR EACH ROW WHEN ({changed}) EXECUTE FUNCTION ledger_{table}_kept()
        """
    for table in NEVER_EMPTIED:
        yield _refusing(f"{table}_no_truncate", f"ledger_{table} is never emptied")
    yield from NO_TRUNCATE


NO_TRUNCATE = [
    f"""
    CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON ledger_{table}
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_{table}_no_truncate()
    """
    for table in NEVER_EMPTIED
]


def create_triggers(apps, schema_editor):
    """Create the triggers of the database in use."""
    is_sqlite = schema_editor.connection.vendor == "sqlite"
    for statement in _sqlite() if is_sqlite else _postgresql():
        schema_editor.execute(statement)


def drop_triggers(apps, schema_editor):
    """Drop the triggers of the database in use."""
    if schema_editor.connection.vendor == "sqlite":
        for table in KEPT:
            schema_editor.execute(f"DROP TRIGGER IF EXISTS {table}_kept")
        return
    named = [(table, "kept") for table in KEPT] + [(t, "no_truncate") for t in NEVER_EMPTIED]
    for table, law in named:
        schema_editor.execute(f"DROP TRIGGER IF EXISTS {table}_{law} ON ledger_{table}")
        schema_editor.execute(f"DROP FUNCTION IF EXISTS ledger_{table}_{law}()")


class Migration(migrations.Migration):
    dependencies = [("ledger", "0005_one_deposit_per_payment")]

    operations = [migrations.RunPython(create_triggers, drop_triggers, elidable=False)]
