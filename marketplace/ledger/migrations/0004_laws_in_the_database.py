"""Laws that the database itself keeps, whoever writes to it.

Transfers take the route of their kind, and a reversal gives back what its transfer moved.
Accounts keep their kind and owner, their counters only grow, and none is deleted. Documents are
only ever issued. The triggers of 0002 are made again: SQLite lost them when 0003 made the table
anew.
"""

from django.db import migrations

ROUTES = {
    "deposit": ("external", "wallet"),
    "fund": ("wallet", "escrow"),
    "release": ("escrow", "hold"),
    "fee": ("escrow", "fees"),
    "clear": ("hold", "wallet"),
    "refund": ("escrow", "wallet"),
    "withdraw": ("wallet", "payout"),
    "pay_out": ("payout", "external"),
    "payout_return": ("payout", "wallet"),
    "opening": ("external", "wallet"),
    "chargeback": ("wallet", "external"),
    "reinstate": ("external", "wallet"),
    "take": ("hold", "wallet"),
    "owe": ("receivable", "wallet"),
    "repay": ("wallet", "receivable"),
    "collect": ("fees", "external"),
}
TAKES_ITS_ROUTE = " OR ".join(
    f"(NEW.kind = '{kind}' AND d.kind = '{debit}' AND c.kind = '{credit}')"
    for kind, (debit, credit) in ROUTES.items()
)
ROUTE_IS_RIGHT = f"""
    SELECT 1 FROM ledger_account d, ledger_account c
    WHERE d.id = NEW.debit_account_id AND c.id = NEW.credit_account_id
      AND ({TAKES_ITS_ROUTE})
"""  # noqa: S608  # made of the constants above
# Back to where the money came from, out of the account that got it or its owner's wallet.
REVERSAL_IS_RIGHT = """
    SELECT 1 FROM ledger_transfer t
    JOIN ledger_account got ON got.id = t.credit_account_id
    JOIN ledger_account d ON d.id = NEW.debit_account_id
    WHERE t.id = NEW.reversal_of_id AND t.kind = NEW.kind
      AND t.amount_minor = NEW.amount_minor AND t.debit_account_id = NEW.credit_account_id
      AND (d.id = got.id OR (d.kind = 'wallet' AND d.user_id = got.user_id))
"""
ACCOUNT_IS_ANOTHER = """
    NEW.kind <> OLD.kind OR NEW.id <> OLD.id OR NEW.user_id IS DISTINCT FROM OLD.user_id
    OR NEW.debits_minor < OLD.debits_minor OR NEW.credits_minor < OLD.credits_minor
"""
APPEND_ONLY = "transfers are only ever added"
ROUTE = "a transfer takes the route of its kind, a reversal goes back"
ACCOUNT = "accounts keep kind and owner, their counters only grow"
NO_DELETE = "ledger accounts are never deleted"
DOCUMENT = "documents are only ever issued"


def _refuse(name, table, moment, message, *, when=""):
    """Return PostgreSQL's statements for a trigger that refuses."""
    condition = f"WHEN ({when})" if when else ""
    return (
        f"""
        CREATE FUNCTION ledger_{name}() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            RAISE EXCEPTION '{message}' USING ERRCODE = 'integrity_constraint_violation';
        END $$
        """,
        f"""
        CREATE TRIGGER {name} BEFORE {moment} ON {table}
        FOR EACH ROW {condition} EXECUTE FUNCTION ledger_{name}()
        """,
    )


POSTGRESQL = (
    f"""
    CREATE FUNCTION ledger_transfer_route() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF NEW.reversal_of_id IS NULL THEN
            PERFORM {ROUTE_IS_RIGHT.strip().removeprefix("SELECT")};
        ELSE
            PERFORM {REVERSAL_IS_RIGHT.strip().removeprefix("SELECT")};
        END IF;
        IF NOT FOUND THEN
            RAISE EXCEPTION '{ROUTE}' USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        RETURN NEW;
    END $$
    """,
    """
    CREATE TRIGGER transfer_route BEFORE INSERT ON ledger_transfer
    FOR EACH ROW EXECUTE FUNCTION ledger_transfer_route()
    """,
    *_refuse("account_kept", "ledger_account", "UPDATE", ACCOUNT, when=ACCOUNT_IS_ANOTHER),
    *_refuse("account_no_delete", "ledger_account", "DELETE", NO_DELETE),
    *_refuse("document_append_only", "ledger_document", "UPDATE OR DELETE", DOCUMENT),
)
DROP_POSTGRESQL = tuple(
    statement
    for name, table in (
        ("document_append_only", "ledger_document"),
        ("account_no_delete", "ledger_account"),
        ("account_kept", "ledger_account"),
        ("transfer_route", "ledger_transfer"),
    )
    for statement in (f"DROP TRIGGER {name} ON {table}", f"DROP FUNCTION ledger_{name}()")
)


def _abort(name, table, moment, message, *, when=""):
    """Return SQLite's statement for a trigger that refuses."""
    condition = f"WHEN {when}" if when else ""
    return f"""
        CREATE TRIGGER {name} BEFORE {moment} ON {table} {condition}
        BEGIN SELECT RAISE(ABORT, '{message}'); END
    """


OWN_SQLITE = {
    "transfer_route": _abort(
        "transfer_route",
        "ledger_transfer",
        "INSERT",
        ROUTE,
        when=f"NEW.reversal_of_id IS NULL AND NOT EXISTS ({ROUTE_IS_RIGHT})",
    ),
    "transfer_reversal": _abort(
        "transfer_reversal",
        "ledger_transfer",
        "INSERT",
        ROUTE,
        when=f"NEW.reversal_of_id IS NOT NULL AND NOT EXISTS ({REVERSAL_IS_RIGHT})",
    ),
    "account_kept": _abort(
        "account_kept",
        "ledger_account",
        "UPDATE",
        ACCOUNT,
        when=ACCOUNT_IS_ANOTHER.replace("IS DISTINCT FROM", "IS NOT"),
    ),
    "account_no_delete": _abort("account_no_delete", "ledger_account", "DELETE", NO_DELETE),
    "document_no_update": _abort("document_no_update", "ledger_document", "UPDATE", DOCUMENT),
    "document_no_delete": _abort("document_no_delete", "ledger_document", "DELETE", DOCUMENT),
}
LOST_SQLITE = {
    "transfer_no_update": _abort("transfer_no_update", "ledger_transfer", "UPDATE", APPEND_ONLY),
    "transfer_no_delete": _abort("transfer_no_delete", "ledger_transfer", "DELETE", APPEND_ONLY),
}


def create_triggers(apps, schema_editor):
    """Create the triggers of the database in use."""
    if schema_editor.connection.vendor != "sqlite":
        statements = POSTGRESQL
    else:
        dropped = [f"DROP TRIGGER IF EXISTS {name}" for name in LOST_SQLITE]
        statements = [*dropped, *LOST_SQLITE.values(), *OWN_SQLITE.values()]
    for statement in statements:
        schema_editor.execute(statement)


def drop_triggers(apps, schema_editor):
    """Drop the triggers of the database in use."""
    is_sqlite = schema_editor.connection.vendor == "sqlite"
    dropped = [f"DROP TRIGGER IF EXISTS {name}" for name in OWN_SQLITE]
    for statement in dropped if is_sqlite else DROP_POSTGRESQL:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("ledger", "0003_whole_life_of_money")]

    operations = [migrations.RunPython(create_triggers, drop_triggers, elidable=False)]
