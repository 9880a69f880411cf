"""What happens in a life: its transfers, and the rows that go with them. Amounts are minor units.

`bench_life` is the table of lives; see `lives`.
"""

from dataclasses import dataclass

from django.db import connection
from payments import PaymentStatus

from marketplace.ledger.models import Deposit, Hold, Payout, Transfer, TransferKind
from tests.benchmarks.check.tables import insert

LIFE = "bench_life"
EVER = "1 = 1"
RELEASED = "fate <> 'refunded'"
REFUNDED = "fate = 'refunded'"
CLEARED = "fate NOT IN ('refunded', 'held')"
WITHDRAWN = "fate IN ('paid', 'returned', 'waiting')"
NET = "amount - fee"
ASKED = "'bench-payout:' || token"
STEPS = 7


@dataclass(frozen=True, slots=True)
class Step:
    """One transfer of each life that gets there; all but number and kind are SQL."""

    number: int
    kind: TransferKind
    debit: str
    credit: str
    amount: str
    reference: str
    condition: str = EVER

    def rows(self, first: int) -> str:
        """Return the query for its transfers."""
        return (
            f"SELECT {transfer(first, self.number)} AS id, '{self.kind.value}' AS kind, "
            f"{self.debit} AS debit, {self.credit} AS credit, {self.amount} AS amount, "
            f"{self.reference} AS reference, at FROM {LIFE} WHERE {self.condition}"
        )


def steps(*, world: int, fees: int) -> list[Step]:
    """Return all steps; the site's accounts are given by pk."""
    kind, this = TransferKind, "'bench:' || escrow || "
    outside, ours = str(world), str(fees)
    return [
        Step(0, kind.DEPOSIT, outside, "payer_wallet", "amount", "'deposit:' || token"),
        Step(1, kind.FUND, "payer_wallet", "escrow", "amount", f"{this}':fund'"),
        Step(2, kind.RELEASE, "escrow", "payee_hold", NET, f"{this}':net'", RELEASED),
        Step(2, kind.REFUND, "escrow", "payer_wallet", "amount", f"{this}':refund'", REFUNDED),
        Step(3, kind.FEE, "escrow", ours, "fee", f"{this}':fee'", RELEASED),
        Step(4, kind.CLEAR, "payee_hold", "payee_wallet", NET, f"{this}':clear'", CLEARED),
        Step(5, kind.WITHDRAW, "payee_wallet", "payee_payout", NET, ASKED, WITHDRAWN),
        Step(6, kind.PAY_OUT, "payee_payout", outside, NET, f"{ASKED} || ':paid'", "fate = 'paid'"),
        Step(
            6,
            kind.PAYOUT_RETURN,
            "payee_payout",
            "payee_wallet",
            NET,
            f"{ASKED} || ':returned'",
            "fate = 'returned'",
        ),
    ]


def transfer(first: int, step: int) -> str:
    """Return the pk of the transfer made in a step, as SQL."""
    return f"({first + step} + n * {STEPS})"


def write_transfers(first: int, *, world: int, fees: int) -> None:
    """Write the transfers of all lives, one life after another, numbered from `first`."""
    rows = " UNION ALL ".join(step.rows(first) for step in steps(world=world, fees=fees))
    insert(
        Transfer,
        f"({rows}) AS step ORDER BY id",
        id="id",
        kind="kind",
        debit_account_id="debit",
        credit_account_id="credit",
        amount_minor="amount",
        reference="reference",
        created_at="at",
    )


def write_rows(first: int) -> None:
    """Write the deposits, holds and payouts that the transfers numbered from `first` are for."""
    key = Deposit._meta.get_field("form_key").db_type(connection)
    insert(
        Deposit,
        LIFE,
        user_id="payer",
        amount_minor="amount",
        status=f"'{PaymentStatus.CONFIRMED}'",
        token="token",
        form_key=f"CAST(REPLACE(token, '-', '') AS {key})",
        credited_at="at",
        created="at",
        modified="at",
    )
    insert(
        Hold,
        f"{LIFE} WHERE {RELEASED}",
        account_id="payee_hold",
        amount_minor=NET,
        release_id=transfer(first, 2),
        clearing_id=f"CASE WHEN {CLEARED} THEN {transfer(first, 4)} END",
        clears_at="later",
        cleared_at=f"CASE WHEN {CLEARED} THEN later END",
        created_at="at",
    )
    state = "CASE fate WHEN 'paid' THEN 'paid' WHEN 'returned' THEN 'failed' ELSE 'requested' END"
    insert(
        Payout,
        f"{LIFE} WHERE {WITHDRAWN}",
        user_id="payee",
        amount_minor=NET,
        destination="'Account ending in 0000 (invented)'",
        state=state,
        reference=ASKED,
        requested_at="at",
        not_before="at",
        settled_at="CASE WHEN fate <> 'waiting' THEN later END",
        note="CASE WHEN fate = 'returned' THEN 'Closed account' ELSE '' END",
    )
