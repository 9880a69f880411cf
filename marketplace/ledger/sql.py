"""The three statements of every posting, written out.

They are run for every movement of money, many at a time, and the ORM takes longer to put them
together than the database to carry them out. All run inside a transaction, on both databases.
"""

from collections.abc import Collection
from datetime import datetime

from django.db import connection

from .models import AccountKind

INSERT = """
    INSERT INTO ledger_transfer (debit_account_id, credit_account_id, amount_minor, kind, reference,
                                 reversal_of_id, created_at)
    VALUES (%s, %s, %s, %s, %s, %s, %s)
    ON CONFLICT (reference) DO NOTHING
    RETURNING id, (SELECT id FROM ledger_account WHERE kind = 'receivable' AND user_id = %s)
"""
UPDATE = """
    UPDATE ledger_account
    SET debits_minor = debits_minor + CASE WHEN id = %s THEN %s ELSE 0 END,
        credits_minor = credits_minor + CASE WHEN id = %s THEN %s ELSE 0 END
    WHERE id IN (%s, %s)
"""


def lock(pks: Collection[int], owners: Collection[int]) -> list[tuple[int, str, int | None, int]]:
    """Lock the accounts and those of the debts of `owners`, in pk order.

    Returns pk, kind, user and balance (minor units) of each. The lock leaves the key alone, so
    that rows pointing at the account can be added meanwhile.
    """
    if not pks:
        return []
    where, params = f"id IN ({_marks(pks)})", [*pks]
    if owners:
        where += f" OR (kind = '{AccountKind.RECEIVABLE.value}' AND user_id IN ({_marks(owners)}))"
        params += owners
    columns = "id, kind, user_id, balance_minor"
    sql = f"SELECT {columns} FROM ledger_account WHERE {where} ORDER BY id"  # noqa: S608  # marks
    if connection.features.has_select_for_no_key_update:
        sql += " FOR NO KEY UPDATE"
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return list(cursor.fetchall())


def add_transfer(
    *,
    debit: int,
    credit: int,
    amount_minor: int,
    kind: str,
    reference: str,
    reversal_of: int | None,
    created_at: datetime,
    owner: int | None,
) -> tuple[int, int | None] | None:
    """Add a transfer and return its pk, or None if its reference was used before.

    With it comes the pk of the account of the debt of `owner`, whose wallet the money comes into,
    if there is one by now.
    """
    moment = connection.ops.adapt_datetimefield_value(created_at)
    values = (debit, credit, amount_minor, kind, reference, reversal_of, moment, owner)
    with connection.cursor() as cursor:
        cursor.execute(INSERT, values)
        row: tuple[int, int | None] | None = cursor.fetchone()
    return row


def move_counters(*, debit: int, credit: int, amount_minor: int) -> None:
    """Count an amount as gone from one account and come to the other; both are locked."""
    with connection.cursor() as cursor:
        cursor.execute(UPDATE, [debit, amount_minor, credit, amount_minor, debit, credit])


def _marks(values: Collection[int]) -> str:
    return ", ".join(["%s"] * len(values))
