"""Very many transfers of one wallet, written by the database itself."""

from django.db import connection, transaction
from django.utils import timezone

from ads.models import Ad
from marketplace.ledger.actions import open_escrow, site_account
from marketplace.ledger.models import Account, AccountKind, Transfer, TransferKind
from tests.benchmarks.check.tables import count_on, execute, last

IN_MINOR, OUT_MINOR = 12_345, 12_344


def fill_wallet_with(wallet: Account, rows: int) -> None:
    """Add `rows` transfers, half of them in and half out, with a minute between them.

    What goes out is for ads, those there are in turn, so that it is put in words as it would be.
    """
    world, escrow = site_account(AccountKind.EXTERNAL), open_escrow()
    first, ads = last(Transfer) + 1, list(Ad.objects.order_by("pk").values_list("pk", flat=True))
    with transaction.atomic():
        execute("CREATE TEMPORARY TABLE bench_ad (place bigint PRIMARY KEY, ad bigint)")
        with connection.cursor() as cursor:
            cursor.executemany(
                "INSERT INTO bench_ad VALUES (%s, %s)", list(enumerate(ads)) or [(0, 0)]
            )
        execute(
            f"""
            INSERT INTO ledger_transfer (id, debit_account_id, credit_account_id, amount_minor,
                                         kind, reference, created_at)
            SELECT {first} + n, CASE WHEN mod(n, 2) = 0 THEN {world.pk} ELSE {wallet.pk} END,
                   CASE WHEN mod(n, 2) = 0 THEN {wallet.pk} ELSE {escrow.pk} END,
                   CASE WHEN mod(n, 2) = 0 THEN {IN_MINOR} ELSE {OUT_MINOR} END,
                   CASE WHEN mod(n, 2) = 0 THEN '{TransferKind.DEPOSIT}'
                        ELSE '{TransferKind.FUND}' END,
                   CASE WHEN mod(n, 2) = 0 THEN 'deposit:' || ({first} + n)
                        ELSE 'ad:' || bench_ad.ad || ':fund:' || ({first} + n) END,
                   %s::timestamptz - ({rows} - n) * interval '1 minute'
            FROM generate_series(0, {rows - 1}) AS n
            JOIN bench_ad ON bench_ad.place = mod(n / 2, {max(len(ads), 1)})
            ORDER BY n
            """,
            [timezone.now()],
        )
        execute("DROP TABLE bench_ad")
        count_on(Transfer)
        _move_counters(wallet, world, escrow)
    execute("ANALYZE ledger_transfer")


def _move_counters(*accounts: Account) -> None:
    """Let the accounts count their transfers."""
    out, into = (
        f"""COALESCE((SELECT SUM(t.amount_minor) FROM ledger_transfer t
                      WHERE t.{side}_account_id = ledger_account.id), 0)"""
        for side in ("debit", "credit")
    )
    ids = ", ".join(str(account.pk) for account in accounts)
    execute(
        f"UPDATE ledger_account SET debits_minor = {out}, credits_minor = {into}"
        f" WHERE id IN ({ids})"
    )
