"""What a deposit asked for is kept, and the moment its money came in, whoever writes to it."""

from django.db import migrations

KEPT = ["id", "user_id", "amount_minor", "total", "currency", "variant", "token", "form_key"]
MESSAGE = "what a deposit was agreed to be is kept"


def _changed(differs):
    """Return the SQL that says whether a row is another one; `differs` compares two columns."""
    kept = " OR ".join(f"NEW.{column} {differs} OLD.{column}" for column in KEPT)
    credited = f"OLD.credited_at IS NOT NULL AND NEW.credited_at {differs} OLD.credited_at"
    return f"{kept} OR ({credited})"


SQLITE = f"""
    CREATE TRIGGER deposit_kept BEFORE UPDATE ON ledger_deposit WHEN {_changed("IS NOT")}
    BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END
"""
POSTGRESQL = (
    f"""
    CREATE FUNCTION ledger_deposit_kept() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION '{MESSAGE}' USING ERRCODE = 'integrity_constraint_violation';
    END $$
    """,
    f"""
    CREATE TRIGGER deposit_kept BEFORE UPDATE ON ledger_deposit
    FOR EACH ROW WHEN ({_changed("IS DISTINCT FROM")}) EXECUTE FUNCTION ledger_deposit_kept()
    """,
)


def create_trigger(apps, schema_editor):
    """Create the trigger of the database in use."""
    is_sqlite = schema_editor.connection.vendor == "sqlite"
    for statement in (SQLITE,) if is_sqlite else POSTGRESQL:
        schema_editor.execute(statement)


def drop_trigger(apps, schema_editor):
    """Drop the trigger of the database in use."""
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute("DROP TRIGGER IF EXISTS deposit_kept")
        return
    schema_editor.execute("DROP TRIGGER IF EXISTS deposit_kept ON ledger_deposit")
    schema_editor.execute("DROP FUNCTION IF EXISTS ledger_deposit_kept()")


class Migration(migrations.Migration):
    dependencies = [("ledger", "0009_money_never_deleted")]

    operations = [migrations.RunPython(create_trigger, drop_trigger, elidable=False)]
