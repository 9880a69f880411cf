"""A wallet's statement: its transfers in plain words, each with the balance after it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from marketplace.kernel.paging import KeysetPage, keyset_page

from . import describe
from .models import Account, Transfer

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
    """Some lines, newest first, and the cursor of those that follow."""

    lines: list[Line]
    page: KeysetPage[Transfer]


def statement_page(wallet: Account, *, after: str | None, size: int = 20) -> StatementPage:
    """Return the page of the wallet's statement that follows the cursor `after`."""
    transfers = Transfer.objects.touching(wallet).with_balance_now(wallet)
    page = keyset_page(transfers, order=("-id",), after=after, size=size)
    if not page.items:
        return StatementPage(lines=[], page=page)
    newest = page.items[0]
    if page.is_first:
        closing: int = newest.balance_now_minor  # type: ignore[attr-defined]  # annotated above
    else:
        closing = transfers.balance_after(wallet, newest)
    opening = closing - sum(_signed(transfer) for transfer in page.items)
    lines = list(_lines(reversed(page.items), opening_minor=opening))
    return StatementPage(lines=lines[::-1], page=page)


def whole_statement(wallet: Account) -> Iterator[Line]:
    """Yield every line of the wallet's statement, oldest first, a batch at a time."""
    balance = 0
    transfers = Transfer.objects.touching(wallet).order_by("id").iterator(chunk_size=BATCH)
    while batch := list(islice(transfers, BATCH)):
        for line in _lines(batch, opening_minor=balance):
            balance = line.balance_minor
            yield line


def _lines(transfers: Iterable[Transfer], *, opening_minor: int) -> Iterator[Line]:
    """Turn transfers, oldest first, into lines that begin at `opening_minor`."""
    rows = list(transfers)
    subjects = describe.subjects(row.reference for row in rows)
    balance = opening_minor
    for row in rows:
        balance += _signed(row)
        yield Line(
            at=row.created_at,
            words=describe.WORDS[row.kind],
            subject=subjects.get(row.reference),
            amount_minor=_signed(row),
            balance_minor=balance,
        )


def _signed(transfer: Transfer) -> int:
    """Return the amount as the account sees it that `touching` was asked about."""
    signed: int = transfer.signed_minor  # type: ignore[attr-defined]  # annotated by touching
    return signed
