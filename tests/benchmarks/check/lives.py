"""A million transfers: money paid in, funded, released, cleared and withdrawn, over and over.

Written by the database itself, as the ledger's actions would: those would take an hour. The people
have no profiles, so the market does not see them.
"""

import random
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone

from accounts.models import User
from marketplace.ledger.actions import site_account
from marketplace.ledger.models import Account, AccountKind, Transfer
from tests.benchmarks.check.papers import write_papers
from tests.benchmarks.check.steps import write_rows, write_transfers
from tests.benchmarks.check.tables import count_on, execute, insert, last

PEOPLE = 5_000
EMAIL = "bench-life-{}@example.com"
KINDS = (AccountKind.WALLET, AccountKind.HOLD, AccountKind.PAYOUT)
# How lives end, and how many of a hundred do so.
FATES = {"paid": 80, "returned": 3, "waiting": 2, "kept": 7, "held": 4, "refunded": 4}
STEPS = 6.5  # of a life, on average
AT_ONCE = 10_000
Person = tuple[int, int, int, int]  # the user and their accounts, by pk


def fill(transfers: int) -> None:
    """Add lives until there are as many transfers; a few lives end early, so it may take turns."""
    while (missing := transfers - Transfer.objects.count()) > 0:
        add_lives(round(missing / STEPS) + 1)
        execute("ANALYZE")


def add_lives(number: int) -> None:
    """Write so many lives with all that belongs to them, or none."""
    world, fees = (site_account(kind).pk for kind in (AccountKind.EXTERNAL, AccountKind.FEES))
    with transaction.atomic():
        write_lives(number)
        insert(
            Account,
            "bench_life",
            id="escrow",
            kind=f"'{AccountKind.ESCROW.value}'",
            created_at="at",
        )
        first = last(Transfer) + 1
        write_transfers(first, world=world, fees=fees)
        write_rows(first)
        write_papers(first)
        count_on(Account, Transfer)
        move_counters()
        execute("DROP TABLE bench_life")


def write_lives(number: int) -> None:
    """Write a table with a row for each life."""
    moment = Transfer._meta.get_field("created_at").db_type(connection)
    execute(f"""
        CREATE TEMPORARY TABLE bench_life (
            n bigint, escrow bigint, amount bigint, fee bigint, token varchar(36), fate varchar(10),
            at {moment}, later {moment}, payer bigint, payer_wallet bigint, payee bigint,
            payee_wallet bigint, payee_hold bigint, payee_payout bigint)
    """)
    sql = f"INSERT INTO bench_life VALUES ({', '.join(['%s'] * 14)})"
    rows = list(lives(number, people()))
    with connection.cursor() as cursor:
        for start in range(0, number, AT_ONCE):
            cursor.executemany(sql, rows[start : start + AT_ONCE])


def lives(number: int, crowd: list[Person]) -> Iterator[tuple[Any, ...]]:
    """Yield the rows of that table; what is unique in them follows from the escrows' numbers."""
    now, escrow = timezone.now(), last(Account) + 1
    dice = random.Random(escrow)
    fates, weights = list(FATES), list(FATES.values())
    for n in range(number):
        amount = dice.randrange(10_000, 100_000)
        at = now - timedelta(days=400) + timedelta(days=390) * (n / number)
        payer, payee = dice.sample(crowd, 2)
        yield (
            *(n, escrow + n, amount, amount // 10, str(UUID(int=dice.getrandbits(128)))),
            *(dice.choices(fates, weights)[0], stamp(at), stamp(at + timedelta(days=3))),
            *(payer[0], payer[1], *payee),
        )


def stamp(moment: datetime) -> Any:
    """Return a moment as the database stores it."""
    return connection.ops.adapt_datetimefield_value(moment)


def people() -> list[Person]:
    """Make the users and open their accounts."""
    numbers = range(last(User) + 1, last(User) + 1 + PEOPLE)
    users = User.objects.bulk_create([User(email=EMAIL.format(number)) for number in numbers])
    opened = Account.objects.bulk_create(
        [Account(kind=kind, user=user) for user in users for kind in KINDS]
    )
    pks = [account.pk for account in opened]
    return [
        (user.pk, *pks[start : start + len(KINDS)])
        for user, start in zip(users, range(0, len(pks), len(KINDS)), strict=True)
    ]


def move_counters() -> None:
    """Let every account count its transfers."""
    out, into = (
        f"""COALESCE((SELECT SUM(t.amount_minor) FROM ledger_transfer t
                      WHERE t.{side}_account_id = ledger_account.id), 0)"""
        for side in ("debit", "credit")
    )
    execute(f"UPDATE ledger_account SET debits_minor = {out}, credits_minor = {into}")
