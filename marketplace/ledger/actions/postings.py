"""The one door through which money moves."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from ..errors import InsufficientFunds, OverdrawnError, ReferenceConflict
from ..models import ROUTES, Account, AccountKind, Transfer, TransferKind


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """One transfer to be posted; the amount is in minor units and above zero."""

    kind: TransferKind
    debit: Account
    credit: Account
    amount_minor: int
    reference: str
    reversal_of: Transfer | None = None


def post_transfer(entry: Entry, *, now: datetime | None = None) -> Transfer:
    """Post one entry; see `post_transfers`."""
    return post_transfers([entry], now=now)[0]


def post_transfers(entries: Sequence[Entry], *, now: datetime | None = None) -> list[Transfer]:
    """Post `entries` together or not at all, and return their transfers in the same order.

    Locks the accounts in the order of their primary keys, adds one transfer per entry and moves
    the counters of both accounts. An entry whose reference was posted before with the same
    accounts, kind and amount moves nothing; its first transfer is returned.

    Raises InsufficientFunds if a wallet holds too little, ReferenceConflict if a reference was
    posted before with other values, OverdrawnError if another floored account holds too little, and
    ValueError for an amount or a route that cannot be.
    """
    for entry in entries:
        _require_possible(entry)
    moment = now or timezone.now()
    with transaction.atomic():
        balances = lock_accounts(account for e in entries for account in (e.debit, e.credit))
        references = [entry.reference for entry in entries]
        posted = {t.reference: t for t in Transfer.objects.filter(reference__in=references)}
        transfers = []
        for entry in entries:
            earlier = posted.get(entry.reference)
            if earlier is None:
                earlier = posted[entry.reference] = _post(entry, balances, moment)
            _require_same(entry, earlier)
            transfers.append(earlier)
        return transfers


def lock_accounts(accounts: Iterable[Account]) -> dict[int, int]:
    """Lock the accounts' rows in pk order; return their balances (minor units) by pk.

    To be called inside a transaction. The lock leaves the key alone, so that rows pointing at
    the account can be added meanwhile.
    """
    locked = (
        Account.objects.select_for_update(no_key=True)
        .filter(pk__in={account.pk for account in accounts})
        .order_by("pk")
    )
    return dict(locked.values_list("pk", "balance_minor"))


def _require_possible(entry: Entry) -> None:
    """Raise ValueError unless the entry has an amount and takes its kind's route."""
    if entry.amount_minor <= 0:
        raise ValueError(f"{entry.reference}: amount {entry.amount_minor} is not above zero")
    route = (entry.debit.kind, entry.credit.kind)
    if entry.reversal_of is None and route != ROUTES[entry.kind]:
        raise ValueError(f"{entry.reference}: {entry.kind} does not go {' → '.join(route)}")


def _require_same(entry: Entry, transfer: Transfer) -> None:
    """Raise ReferenceConflict unless `transfer` is what `entry` asks for."""
    asked = (entry.kind, entry.debit.pk, entry.credit.pk, entry.amount_minor)
    found = (
        transfer.kind,
        transfer.debit_account_id,
        transfer.credit_account_id,
        transfer.amount_minor,
    )
    if asked != found:
        raise ReferenceConflict(entry.reference)


def _post(entry: Entry, balances: dict[int, int], moment: datetime) -> Transfer:
    """Add the transfer of `entry` and move both counters; the rows are locked."""
    available = balances[entry.debit.pk]
    if entry.debit.is_floored and available < entry.amount_minor:
        if entry.debit.kind == AccountKind.WALLET:
            raise InsufficientFunds(available_minor=available, needed_minor=entry.amount_minor)
        raise OverdrawnError(f"{entry.reference}: {entry.debit} holds {available}")
    transfer = Transfer.objects.create(
        kind=entry.kind,
        debit_account=entry.debit,
        credit_account=entry.credit,
        amount_minor=entry.amount_minor,
        reference=entry.reference,
        reversal_of=entry.reversal_of,
        created_at=moment,
    )
    amount = entry.amount_minor
    Account.objects.filter(pk=entry.debit.pk).update(debits_minor=F("debits_minor") + amount)
    Account.objects.filter(pk=entry.credit.pk).update(credits_minor=F("credits_minor") + amount)
    balances[entry.debit.pk] -= amount
    balances[entry.credit.pk] += amount
    return transfer
