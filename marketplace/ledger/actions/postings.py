"""The one door through which money moves."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from .. import sql
from ..errors import InsufficientFunds, OverdrawnError, ReferenceConflict
from ..models import ROUTES, Account, AccountKind, Transfer, TransferKind

# What comes into a wallet by these pays its owner's debt first.
REPAYING = frozenset(
    {
        TransferKind.DEPOSIT,
        TransferKind.CLEAR,
        TransferKind.REFUND,
        TransferKind.PAYOUT_RETURN,
        TransferKind.OPENING,
        TransferKind.REINSTATE,
    }
)


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
    accounts, kind and amount moves nothing; its first transfer is returned. What comes into the
    wallet of somebody who owes the site pays the debt at once, by a transfer of its own.

    Raises InsufficientFunds if a wallet holds too little, ReferenceConflict if a reference was
    posted before with other values, OverdrawnError if another floored account holds too little, and
    ValueError for an amount or a route that cannot be.
    """
    for entry in entries:
        _require_possible(entry)
    moment = now or timezone.now()
    with transaction.atomic():
        locked = lock_accounts(account for e in entries for account in (e.debit, e.credit))
        return [_post(entry, locked, moment) for entry in entries]


@dataclass(slots=True)
class Locked:
    """Locked accounts and what they hold (minor units) while entries are posted, by pk."""

    balances: dict[int, int]
    # The account of each user's debt, by the user's pk, of those who have ever owed.
    debts: dict[int, Account]

    def lock(self, pks: Collection[int], owners: Collection[int] = ()) -> None:
        """Lock accounts by pk, and those of the debts of `owners`; see `sql.lock`."""
        for pk, kind, user_id, balance_minor in sql.lock(pks, owners):
            self.balances[pk] = balance_minor
            if kind == AccountKind.RECEIVABLE and user_id is not None:
                self.debts[user_id] = Account(pk=pk, kind=kind, user_id=user_id)


def lock_accounts(accounts: Iterable[Account]) -> Locked:
    """Lock the accounts' rows in pk order, and with each wallet its owner's debt.

    To be called inside a transaction. The lock leaves the key alone, so that rows pointing at
    the account can be added meanwhile.
    """
    wanted = {account.pk: account for account in accounts}
    wallets = [account for account in wanted.values() if account.kind == AccountKind.WALLET]
    owners = [wallet.user_id for wallet in wallets if wallet.user_id is not None]
    locked = Locked({}, {})
    locked.lock(wanted, owners)
    return locked


def _repayment(entry: Entry, locked: Locked) -> Entry | None:
    """Return the entry that pays the receiver's debt out of what `entry` brought, if any."""
    wallet = entry.credit
    if entry.kind not in REPAYING or entry.reversal_of is not None or wallet.user_id is None:
        return None
    debt = locked.debts.get(wallet.user_id)
    if debt is None or locked.balances[debt.pk] >= 0:
        return None
    return Entry(
        kind=TransferKind.REPAY,
        debit=wallet,
        credit=debt,
        amount_minor=min(entry.amount_minor, -locked.balances[debt.pk]),
        reference=f"repay:{entry.reference}",
    )


def _require_possible(entry: Entry) -> None:
    """Raise ValueError unless the entry has an amount and takes its kind's route."""
    if entry.amount_minor <= 0:
        raise ValueError(f"{entry.reference}: amount {entry.amount_minor} is not above zero")
    if entry.reversal_of is not None:
        _require_mirror(entry, entry.reversal_of)
        return
    route = (entry.debit.kind, entry.credit.kind)
    if route != ROUTES[entry.kind]:
        raise ValueError(f"{entry.reference}: {entry.kind} does not go {' → '.join(route)}")


def _require_mirror(entry: Entry, reversed_: Transfer) -> None:
    """Raise ValueError unless the entry gives back what the other one moved.

    It comes out of the account that got the money, or of the wallet of that account's owner.
    """
    got = reversed_.credit_account
    is_owners = entry.debit.kind == AccountKind.WALLET and entry.debit.user_id == got.user_id
    asked = (entry.kind, entry.credit.pk, entry.amount_minor)
    right = (reversed_.kind, reversed_.debit_account_id, reversed_.amount_minor)
    if asked != right or not (entry.debit.pk == got.pk or is_owners):
        raise ValueError(f"{entry.reference}: does not give back what {reversed_} moved")


def _post(entry: Entry, locked: Locked, moment: datetime) -> Transfer:
    """Add the transfer of `entry` and move the counters, or return the one posted before."""
    transfer = _add(entry, locked, moment)
    if transfer is None:
        return _posted_before(entry)
    _move(entry, locked)
    if repayment := _repayment(entry, locked):
        _post(repayment, locked, moment)
    return transfer


def _add(entry: Entry, locked: Locked, moment: datetime) -> Transfer | None:
    """Add the transfer of `entry`, or return None if its reference was posted before.

    Asking the database to add it is the only question that two at once cannot both win.
    """
    reversal_of = entry.reversal_of
    owner = entry.credit.user_id if entry.credit.kind == AccountKind.WALLET else None
    transfer = Transfer(
        debit_account=entry.debit,
        credit_account=entry.credit,
        amount_minor=entry.amount_minor,
        kind=entry.kind,
        reference=entry.reference,
        reversal_of=reversal_of,
        created_at=moment,
    )
    added = sql.add_transfer(
        debit=entry.debit.pk,
        credit=entry.credit.pk,
        amount_minor=entry.amount_minor,
        kind=entry.kind.value,
        reference=entry.reference,
        reversal_of=reversal_of.pk if reversal_of else None,
        created_at=moment,
        owner=owner,
    )
    if added is None:
        return None
    transfer.pk, debt_pk = added
    transfer._state.adding = False
    # A statement that waits for its locks does not see rows added meanwhile, such as that of a
    # first debt. Nobody moves it without the wallet, so locking it after that is no deadlock.
    if debt_pk is not None and debt_pk not in locked.balances:
        locked.lock([debt_pk])
    return transfer


def _posted_before(entry: Entry) -> Transfer:
    """Return the transfer that has the entry's reference.

    Raises ReferenceConflict unless it is what `entry` asks for.
    """
    transfer = Transfer.objects.get(reference=entry.reference)
    asked = (entry.kind, entry.debit.pk, entry.credit.pk, entry.amount_minor)
    found = (
        transfer.kind,
        transfer.debit_account_id,
        transfer.credit_account_id,
        transfer.amount_minor,
    )
    if asked != found:
        raise ReferenceConflict(entry.reference)
    return transfer


def _move(entry: Entry, locked: Locked) -> None:
    """Move the counters of both accounts; the rows are locked.

    Raises InsufficientFunds or OverdrawnError if the money is not there.
    """
    debit, credit, amount = entry.debit.pk, entry.credit.pk, entry.amount_minor
    available = locked.balances[debit]
    if entry.debit.is_floored and available < amount:
        if entry.debit.kind == AccountKind.WALLET:
            raise InsufficientFunds(available_minor=available, needed_minor=amount)
        raise OverdrawnError(f"{entry.reference}: {entry.debit} holds {available}")
    sql.move_counters(debit=debit, credit=credit, amount_minor=amount)
    locked.balances[debit] -= amount
    locked.balances[credit] += amount
