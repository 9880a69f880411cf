"""A wallet's transfers, with the balance after each."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.db.models import Count, F, Max, QuerySet, Sum

from accounts.models import User
from marketplace.exports import tables
from marketplace.exports.scope import Scope
from marketplace.exports.tables import Batch, Tally
from marketplace.kernel.money import to_major
from marketplace.ledger import describe
from marketplace.ledger.models import Account, AccountKind, Transfer
from marketplace.ledger.statement import within, words_of

COLUMNS = ("pk", "created_at", "kind", "reference", "reversal_of_id", "signed_minor")


class StatementSource:
    """All transfers of the wallet in the order of their numbers, which is that of its lock."""

    name = "statement"
    about = "Every movement of money in your wallet, with the balance after it."
    headings = ("Number", "Time", "What", "For", "Amount", "Balance", "Currency")

    def is_for(self, user: User) -> bool:
        """Everybody with a role may have a wallet."""
        return bool(user.role)

    def tally(self, scope: Scope) -> Tally:
        """Count the transfers as they are now."""
        found = [side.aggregate(upper=Max("pk"), count=Count("pk")) for side in self._sides(scope)]
        return Tally(
            upper=max((row["upper"] or 0 for row in found), default=0),
            count=sum(row["count"] for row in found),
        )

    def opening(self, scope: Scope) -> int:
        """Return the balance (minor units) before the first day asked for."""
        wallet = _wallet(scope)
        if wallet is None or scope.since is None:
            return 0
        before = within(wallet, end=scope.since).aggregate(total=Sum("signed_minor"))
        return int(before["total"] or 0)

    def read(self, scope: Scope, *, after: int, upper: int, memo: Any) -> Batch:
        """Return the transfers that follow the number `after`; `memo` is the balance so far.

        Each side of the wallet is asked for by itself, because each has an index by number: the
        database would sort everything that is left to find both at once. A side that was not read
        to its end limits how far both are told.
        """
        found: list[tuple[Any, ...]] = []
        ends = []
        for side in self._sides(scope):
            rows = side.filter(pk__gt=after, pk__lte=upper).order_by("pk")
            batch = list(rows.values_list(*COLUMNS)[: tables.BATCH])
            found += batch
            if len(batch) == tables.BATCH:
                ends.append(batch[-1][0])
        last = min(ends, default=upper)
        told = sorted(row for row in found if row[0] <= last)
        rows_told, balance = _told(told, balance_minor=memo or 0)
        return Batch(rows=rows_told, after=last, is_last=not ends, memo=balance)

    def _sides(self, scope: Scope) -> list[QuerySet[Transfer]]:
        """Return what went out of the wallet, and what came in."""
        wallet = _wallet(scope)
        if wallet is None:
            return []
        transfers = Transfer.objects.order_by()
        if scope.since:
            transfers = transfers.filter(created_at__gte=scope.since)
        if scope.until:
            transfers = transfers.filter(created_at__lt=scope.until)
        return [
            transfers.filter(debit_account=wallet).annotate(signed_minor=-F("amount_minor")),
            transfers.filter(credit_account=wallet).annotate(signed_minor=F("amount_minor")),
        ]


def _wallet(scope: Scope) -> Account | None:
    return Account.objects.of_user(scope.user).of_kind(AccountKind.WALLET).first()


def _told(
    transfers: Sequence[tuple[Any, ...]], *, balance_minor: int
) -> tuple[list[tuple[object, ...]], int]:
    """Return the lines of `transfers`, and the balance after the last one."""
    subjects = describe.subjects(reference for _, _, _, reference, _, _ in transfers)
    lines: list[tuple[object, ...]] = []
    for number, at, kind, reference, reversal_of_id, signed_minor in transfers:
        balance_minor += signed_minor
        subject = subjects.get(reference)
        lines.append(
            (
                number,
                at,
                words_of(kind, is_reversal=reversal_of_id is not None),
                subject.label if subject else "",
                to_major(signed_minor),
                to_major(balance_minor),
                settings.CURRENCY,
            )
        )
    return lines, balance_minor


STATEMENT = StatementSource()
