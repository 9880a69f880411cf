"""The laws of the ledger, and a registry for those of upper apps.

A law is a check that yields one sentence per violation. It reads with one SQL statement, so that
it sees one moment even while money moves, and lets the database add up, so that a million
transfers stay where they are.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import Count, Exists, F, OuterRef, Q, Value
from django.db.models.functions import Concat

from .models import (
    FLOORED_KINDS,
    ROUTES,
    UNDER_WAY,
    Account,
    AccountKind,
    Deposit,
    Hold,
    Payout,
    Transfer,
    TransferKind,
)

Check = Callable[[], Iterable[str]]


@dataclass(frozen=True, slots=True)
class Violation:
    """One broken law and what breaks it."""

    law: str
    detail: str

    def __str__(self) -> str:
        return f"{self.law}: {self.detail}"


_laws: dict[str, Check] = {}


def register_law(name: str, check: Check) -> None:
    """Add a law to those that `check_all` checks.

    Raises ValueError if the name is taken.
    """
    if name in _laws:
        raise ValueError(f"a law named {name!r} is registered already")
    _laws[name] = check


def check_all() -> Iterator[Violation]:
    """Yield every violation of every law."""
    for name, check in _laws.items():
        for detail in check():
            yield Violation(name, detail)


def register_own_laws() -> None:
    """Register what the ledger itself promises."""
    register_law("balances sum to zero", balances_sum_to_zero)
    register_law("counters equal transfers", counters_equal_transfers)
    register_law("no account below its floor", no_account_below_floor)
    register_law("references are unique", references_are_unique)
    register_law("transfers take their route", transfers_take_their_route)
    register_law("holds equal their account", holds_equal_their_account)
    register_law("cleared holds were paid", cleared_holds_were_paid)
    register_law("deposits equal their transfers", deposits_equal_their_transfers)
    register_law("chargebacks equal their transfers", chargebacks_equal_their_transfers)
    register_law("nobody owes with money at hand", nobody_owes_with_money_at_hand)
    register_law("reversals go back", reversals_go_back)
    register_law("reversed holds were given back", reversed_holds_were_given_back)
    register_law("payouts equal their account", payouts_equal_their_account)
    register_law("payouts have their transfers", payouts_have_their_transfers)


def balances_sum_to_zero() -> Iterator[str]:
    """Money comes from somewhere: over all accounts, debits equal credits."""
    total = Account.objects.total_minor()
    if total:
        yield f"the balances add up to {total}"


def counters_equal_transfers() -> Iterator[str]:
    """An account's counters are the sums of its transfers."""
    sql = """
        SELECT a.id, a.kind, a.debits_minor, COALESCE(d.total, 0),
               a.credits_minor, COALESCE(c.total, 0)
        FROM ledger_account a
        LEFT JOIN (SELECT debit_account_id AS id, SUM(amount_minor) AS total
                   FROM ledger_transfer GROUP BY debit_account_id) d ON d.id = a.id
        LEFT JOIN (SELECT credit_account_id AS id, SUM(amount_minor) AS total
                   FROM ledger_transfer GROUP BY credit_account_id) c ON c.id = a.id
        WHERE a.debits_minor <> COALESCE(d.total, 0)
           OR a.credits_minor <> COALESCE(c.total, 0)
        ORDER BY a.id
    """
    for pk, kind, debits, debit_sum, credits_, credit_sum in _rows(sql):
        yield (
            f"account {pk} ({kind}) counts {debits} out and {credits_} in, "
            f"its transfers {debit_sum} out and {credit_sum} in"
        )


def no_account_below_floor() -> Iterator[str]:
    """Wallets, escrows, holds and payouts hold money that is there."""
    below = Account.objects.filter(kind__in=FLOORED_KINDS, debits_minor__gt=F("credits_minor"))
    for account in below.order_by("pk").iterator():
        yield f"account {account.pk} ({account.kind}) holds {account.balance_minor}"


def references_are_unique() -> Iterator[str]:
    """What was done once was paid once."""
    repeated = Transfer.objects.values("reference").annotate(times=Count("pk"))
    for row in repeated.filter(times__gt=1).order_by("reference").iterator():
        yield f"{row['reference']} was posted {row['times']} times"


def transfers_take_their_route() -> Iterator[str]:
    """Each kind of transfer goes from one kind of account to another; reversals go back."""
    taken = (
        Transfer.objects.filter(reversal_of=None)
        .values_list("kind", "debit_account__kind", "credit_account__kind")
        .annotate(times=Count("pk"))
    )
    routes = {(kind.value, debit.value, credit.value) for kind, (debit, credit) in ROUTES.items()}
    for kind, debit, credit, times in taken.order_by("kind"):
        if (kind, debit, credit) not in routes:
            yield f"{times} transfers of kind {kind} went from {debit} to {credit}"


def holds_equal_their_account() -> Iterator[str]:
    """A hold account holds what its uncleared holds say."""
    sql = """
        SELECT a.id, a.credits_minor - a.debits_minor, COALESCE(h.total, 0)
        FROM ledger_account a
        LEFT JOIN (SELECT account_id AS id, SUM(amount_minor - taken_minor) AS total
                   FROM ledger_hold WHERE cleared_at IS NULL AND reversed_at IS NULL
                   GROUP BY account_id) h ON h.id = a.id
        WHERE (a.kind = %s OR h.total IS NOT NULL)
          AND a.credits_minor - a.debits_minor <> COALESCE(h.total, 0)
        ORDER BY a.id
    """
    for pk, balance, held in _rows(sql, AccountKind.HOLD):
        yield f"account {pk} holds {balance}, its holds say {held}"


def cleared_holds_were_paid() -> Iterator[str]:
    """A hold's money arrived by its release and, once cleared, left by its clearing."""
    amount = F("amount_minor")
    left = F("amount_minor") - F("taken_minor")
    wrong = Hold.objects.exclude(
        Q(clearing=None) | Q(clearing__kind=TransferKind.CLEAR, clearing__amount_minor=left),
        release__kind=TransferKind.RELEASE,
        release__amount_minor=amount,
        release__credit_account=F("account"),
    )
    for pk in wrong.order_by("pk").values_list("pk", flat=True).iterator():
        yield f"hold {pk} does not match its transfers"


def deposits_equal_their_transfers() -> Iterator[str]:
    """A deposit is credited exactly when the transfer of its token exists, over its amount."""
    transfers = Transfer.objects.filter(
        reference=Concat(Value("deposit:"), OuterRef("token")),
        kind=TransferKind.DEPOSIT,
        amount_minor=OuterRef("amount_minor"),
        credit_account__user=OuterRef("user"),
    )
    odd = Deposit.objects.annotate(has_transfer=Exists(transfers)).filter(
        Q(credited_at=None, has_transfer=True) | Q(credited_at__isnull=False, has_transfer=False)
    )
    for deposit in odd.order_by("pk").iterator():
        said = "credited" if deposit.is_credited else "not credited"
        yield f"deposit {deposit.pk} is {said}, its transfers say otherwise"


def chargebacks_equal_their_transfers() -> Iterator[str]:
    """What a deposit counts as taken back is what its transfers took, less what they gave back."""
    sql = """
        SELECT d.id, d.charged_back_minor, COALESCE(t.total, 0)
        FROM ledger_deposit d
        LEFT JOIN (SELECT SUBSTR(reference, 1, 44) AS reference,
                          SUM(CASE kind WHEN %s THEN amount_minor ELSE -amount_minor END) AS total
                   FROM ledger_transfer WHERE kind IN (%s, %s) GROUP BY 1) t
               ON t.reference = 'deposit:' || d.token
        WHERE d.charged_back_minor <> COALESCE(t.total, 0)
        ORDER BY d.id
    """
    taken = TransferKind.CHARGEBACK
    for pk, said, moved in _rows(sql, taken, taken, TransferKind.REINSTATE):
        yield f"deposit {pk} counts {said} as taken back, its transfers {moved}"


def nobody_owes_with_money_at_hand() -> Iterator[str]:
    """Whatever comes into a wallet pays its owner's debt first; a debt is never paid twice."""
    debts = Account.objects.of_kind(AccountKind.RECEIVABLE)
    wallets = Account.objects.filter(
        kind=AccountKind.WALLET, user=OuterRef("user"), balance_minor__gt=0
    )
    wrong = debts.filter(Q(balance_minor__gt=0) | Q(balance_minor__lt=0) & Exists(wallets))
    for pk, balance in wrong.order_by("pk").values_list("pk", "balance_minor").iterator():
        yield f"account {pk} (receivable) stands at {balance} beside its owner's wallet"


def reversals_go_back() -> Iterator[str]:
    """A reversal gives back what its transfer moved, from its receiver or that one's wallet."""
    reversals = Transfer.objects.exclude(reversal_of=None)
    right = Q(
        kind=F("reversal_of__kind"),
        amount_minor=F("reversal_of__amount_minor"),
        credit_account=F("reversal_of__debit_account"),
    ) & (
        Q(debit_account=F("reversal_of__credit_account"))
        | Q(
            debit_account__kind=AccountKind.WALLET,
            debit_account__user=F("reversal_of__credit_account__user"),
        )
    )
    for reference in reversals.exclude(right).order_by("pk").values_list("reference", flat=True):
        yield f"{reference} does not give back what it reverses"


def reversed_holds_were_given_back() -> Iterator[str]:
    """A hold is reversed exactly when its release is."""
    is_reversed = Q(release__reversed_by__isnull=False)
    odd = Hold.objects.filter(
        (is_reversed & Q(reversed_at=None)) | (~is_reversed & Q(reversed_at__isnull=False))
    )
    for pk in odd.order_by("pk").values_list("pk", flat=True).iterator():
        yield f"hold {pk} and its release do not agree about the reversal"


def payouts_equal_their_account() -> Iterator[str]:
    """A payout account holds what its user's payouts under way say."""
    sql = """
        SELECT a.id, a.credits_minor - a.debits_minor, COALESCE(p.total, 0)
        FROM ledger_account a
        LEFT JOIN (SELECT user_id, SUM(amount_minor) AS total
                   FROM ledger_payout WHERE state IN (%s, %s) GROUP BY user_id) p
               ON p.user_id = a.user_id
        WHERE a.kind = %s AND a.credits_minor - a.debits_minor <> COALESCE(p.total, 0)
        ORDER BY a.id
    """
    for pk, balance, asked in _rows(sql, *UNDER_WAY, AccountKind.PAYOUT):
        yield f"account {pk} holds {balance}, the payouts under way say {asked}"


def payouts_have_their_transfers() -> Iterator[str]:
    """A payout left the wallet; a paid one left the site; any other settled one came back."""

    def moved(kind: TransferKind, suffix: str) -> Exists:
        reference = Concat(OuterRef("reference"), Value(suffix))
        return Exists(
            Transfer.objects.filter(
                reference=reference,
                kind=kind,
                amount_minor=OuterRef("amount_minor"),
                reversed_by=None,
            )
        )

    state = Payout.State
    right = (
        Q(state__in=UNDER_WAY, is_paid=False, is_returned=False)
        | Q(state=state.PAID, is_paid=True, is_returned=False)
        | Q(state__in=[state.FAILED, state.CANCELLED], is_paid=False, is_returned=True)
    )
    payouts = Payout.objects.annotate(
        is_taken=moved(TransferKind.WITHDRAW, ""),
        is_paid=moved(TransferKind.PAY_OUT, ":paid"),
        is_returned=moved(TransferKind.PAYOUT_RETURN, ":returned"),
    )
    for payout in payouts.exclude(right, is_taken=True).order_by("pk").iterator():
        yield f"payout {payout.pk} ({payout.state}) does not match its transfers"


def _rows(sql: str, *params: str) -> list[tuple[Any, ...]]:
    """Return the rows of one statement."""
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return list(cursor.fetchall())
