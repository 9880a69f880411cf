"""Law: transfers are only ever added. The database itself refuses to change or remove one."""

from django.db import migrations

POSTGRESQL = (
    """
    CREATE FUNCTION ledger_transfer_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION 'transfers are only ever added' USING ERRCODE = 'integrity_constraint_violation';
    END $$
    """,
    """
    CREATE TRIGGER transfer_append_only BEFORE UPDATE OR DELETE ON ledger_transfer
    FOR EACH ROW EXECUTE FUNCTION ledger_transfer_append_only()
    """,
)
SQLITE = (
    """
    CREATE TRIGGER transfer_no_update BEFORE UPDATE ON ledger_transfer
    BEGIN SELECT RAISE(ABORT, 'transfers are only ever added'); END
    """,
    """
    CREATE TRIGGER transfer_no_delete BEFORE DELETE ON ledger_transfer
    BEGIN SELECT RAISE(ABORT, 'transfers are only ever added'); END
    """,
)
DROP_POSTGRESQL = (
    "DROP TRIGGER transfer_append_only ON ledger_transfer",
    "DROP FUNCTION ledger_transfer_append_only()",
)
# A table that a later migration made anew has lost them.
DROP_SQLITE = (
    "DROP TRIGGER IF EXISTS transfer_no_update",
    "DROP TRIGGER IF EXISTS transfer_no_delete",
)


def create_triggers(apps, schema_editor):
    """Create the triggers of the database in use."""
    for statement in SQLITE if schema_editor.connection.vendor == "sqlite" else POSTGRESQL:
        schema_editor.execute(statement)


def drop_triggers(apps, schema_editor):
    """Drop the triggers of the database in use."""
    is_sqlite = schema_editor.connection.vendor == "sqlite"
    for statement in DROP_SQLITE if is_sqlite else DROP_POSTGRESQL:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("ledger", "0001_ledger")]

    operations = [migrations.RunPython(create_triggers, drop_triggers, elidable=False)]
