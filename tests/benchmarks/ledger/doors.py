"""The two ways to post that are compared."""

from collections.abc import Callable

import psycopg
from django.db import connection
from django.utils import timezone

from marketplace.ledger.actions import post_transfer
from tests.benchmarks.ledger.books import Move, entry

Door = Callable[[Move, str], None]

DEBIT = "UPDATE ledger_account SET debits_minor = debits_minor + %s WHERE id = %s"
CREDIT = "UPDATE ledger_account SET credits_minor = credits_minor + %s WHERE id = %s"
INSERT = """
    INSERT INTO ledger_transfer
        (kind, debit_account_id, credit_account_id, amount_minor, reference, created_at)
    VALUES (%s, %s, %s, %s, %s, %s)
"""


def own() -> Door:
    """Return the ledger's door."""

    def post(move: Move, reference: str) -> None:
        post_transfer(entry(*move, reference))

    return post


def bare() -> Door:
    """Return a door that checks nothing: two updates in pk order, so that they never deadlock,
    and one insert, by psycopg as it comes, which prepares statements it sees often."""
    where = connection.settings_dict
    raw = psycopg.connect(
        host=where["HOST"] or None,
        port=where["PORT"] or None,
        user=where["USER"],
        password=where["PASSWORD"] or None,
        dbname=where["NAME"],
    )

    def post(move: Move, reference: str) -> None:
        kind, debit, credit, amount = move
        updates = sorted([(debit.pk, DEBIT), (credit.pk, CREDIT)])
        with raw.transaction():
            for pk, update in updates:
                raw.execute(update, [amount, pk])
            values = [str(kind), debit.pk, credit.pk, amount, reference, timezone.now()]
            raw.execute(INSERT, values)

    return post


DOORS: dict[str, Callable[[], Door]] = {"own": own, "bare": bare}
