"""A wallet's statement: its transfers in plain words, each with the balance after it.

Lines stand in the order of their moments, and of their numbers within one moment.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from django.db.models import Q, Sum

from marketplace.kernel.paging import KeysetPage, keyset_page

from . import describe
from .models import Account, Transfer
from .models.transfers import TransferQuerySet

BATCH = 500


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a statement; amounts in minor units, as the wallet's owner sees them."""

    at: datetime
    words: str
    subject: describe.Subject | None
    amount_minor: int
    balance_minor: int


@dataclass(frozen=True, slots=True)
class StatementPage:
    """Some lines, and the cursor of those that follow."""

    lines: list[Line]
    page: KeysetPage[Transfer]


def statement_page(
    wallet: Account, *, after: str | None, until: datetime | None = None, size: int = 20
) -> StatementPage:
    """Return the page of the wallet's statement that follows the cursor `after`, newest first.

    With `until`, later lines are left out.
    """
    transfers = within(wallet, until=until).with_balance_now(wallet)
    page = keyset_page(transfers, order=("-created_at", "-id"), after=after, size=size)
    if not page.items:
        return StatementPage(lines=[], page=page)
    newest = page.items[0]
    if page.is_first and until is None:
        closing: int = newest.balance_now_minor  # type: ignore[attr-defined]  # annotated above
    else:
        closing = _balance_after(wallet, newest)
    opening = closing - sum(_signed(transfer) for transfer in page.items)
    lines = list(_lines(reversed(page.items), opening_minor=opening))
    return StatementPage(lines=lines[::-1], page=page)


def forward_page(
    wallet: Account, *, start: datetime, end: datetime, after: str | None, size: int
) -> StatementPage:
    """Return the page that follows the cursor `after`, oldest first, of the lines from `start`
    until just before `end`."""
    transfers = within(wallet, start=start, end=end)
    page = keyset_page(transfers, order=("created_at", "id"), after=after, size=size)
    if not page.items:
        return StatementPage(lines=[], page=page)
    oldest = page.items[0]
    opening = _balance_after(wallet, oldest) - _signed(oldest)
    return StatementPage(lines=list(_lines(page.items, opening_minor=opening)), page=page)


def every_line(
    wallet: Account,
    *,
    start: datetime | None = None,
    end: datetime | None = None,
    opening_minor: int = 0,
) -> Iterator[Line]:
    """Yield every line from `start` until just before `end`, oldest first, a batch at a time.

    `opening_minor` is the balance before the first one.
    """
    balance = opening_minor
    rows = within(wallet, start=start, end=end).order_by("created_at", "id")
    transfers = rows.iterator(chunk_size=BATCH)
    while batch := list(islice(transfers, BATCH)):
        for line in _lines(batch, opening_minor=balance):
            balance = line.balance_minor
            yield line


def within(
    wallet: Account,
    *,
    start: datetime | None = None,
    end: datetime | None = None,
    until: datetime | None = None,
) -> TransferQuerySet:
    """Return the wallet's transfers from `start` until just before `end`, or up to `until`."""
    transfers = Transfer.objects.touching(wallet)
    if start is not None:
        transfers = transfers.filter(created_at__gte=start)
    if end is not None:
        transfers = transfers.filter(created_at__lt=end)
    if until is not None:
        transfers = transfers.filter(created_at__lte=until)
    return transfers


def words_of(kind: str, *, is_reversal: bool) -> str:
    """Return how the owner of a wallet reads a transfer: a reversal takes back what it names."""
    words = describe.WORDS[kind]
    return f"{words}, taken back" if is_reversal else words


def _balance_after(wallet: Account, transfer: Transfer) -> int:
    """Return the balance (minor units) right after `transfer`, in the order of the statement."""
    at = transfer.created_at
    so_far = within(wallet, until=at).filter(Q(created_at__lt=at) | Q(pk__lte=transfer.pk))
    return int(so_far.aggregate(total=Sum("signed_minor"))["total"])


def _lines(transfers: Iterable[Transfer], *, opening_minor: int) -> Iterator[Line]:
    """Turn transfers, oldest first, into lines that begin at `opening_minor`."""
    rows = list(transfers)
    subjects = describe.subjects(row.reference for row in rows)
    balance = opening_minor
    for row in rows:
        balance += _signed(row)
        yield Line(
            at=row.created_at,
            words=words_of(row.kind, is_reversal=row.reversal_of_id is not None),
            subject=subjects.get(row.reference),
            amount_minor=_signed(row),
            balance_minor=balance,
        )


def _signed(transfer: Transfer) -> int:
    """Return the amount as the account sees it that `touching` was asked about."""
    signed: int = transfer.signed_minor  # type: ignore[attr-defined]  # annotated by touching
    return signed
