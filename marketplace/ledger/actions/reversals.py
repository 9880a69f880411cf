"""Corrections of what was released: reversing transfers, never changed ones."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from ..models import Account, Hold, Transfer, TransferKind
from .debts import gather, lock_holds
from .documents import correct_documents
from .postings import Entry, lock_accounts, post_transfers

if TYPE_CHECKING:
    from accounts.models import User


def reverse_release(
    *, hold: Hold, others: Iterable[Account] = (), now: datetime | None = None
) -> int:
    """Bring a release and its fee back into the escrow; return how much, in minor units.

    What has not cleared comes out of the hold. What has comes out of the payee's other holds,
    then the wallet, and the rest is owed. The fee comes back from the site, and the invoice and
    the receipt are taken back by documents of their own. A repeat moves nothing and returns 0.
    Accounts that the caller moves the money on to in the same transaction, `others`, are locked
    together with those here, as one at a time could end in a deadlock.
    """
    moment = now or timezone.now()
    with transaction.atomic():
        owner = hold.owner
        assert owner is not None  # a hold account has a user, by constraint
        holds = {locked.pk: locked for locked in lock_holds(owner, besides=hold)}
        hold = holds.pop(hold.pk)
        if hold.reversed_at is not None:
            return 0
        moved = _moved_by(hold)
        # What is left of this hold goes first: nothing of it may clear any more.
        touched = [*others, *_accounts_of(moved)]
        source = _source(hold, touched, [hold, *holds.values()], owner, moment)
        posted = post_transfers([_reversal(transfer, source) for transfer in moved], now=moment)
        hold.reversed_at = moment
        hold.save(update_fields=["reversed_at"])
        for transfer, reversal in zip(moved, posted, strict=True):
            correct_documents(transfer=transfer, reversal=reversal, now=moment)
        return sum(transfer.amount_minor for transfer in posted)


def _moved_by(hold: Hold) -> list[Transfer]:
    """Return the transfers of the release: the payee's part and, if there was one, the fee."""
    net = hold.release.reference
    references = [net, f"{net.removesuffix(':net')}:fee"]
    transfers = Transfer.objects.filter(
        reference__in=references, kind__in=[TransferKind.RELEASE, TransferKind.FEE]
    )
    # As they were posted: then receipts are corrected before invoices, as they were issued, and
    # two corrections never wait for each other's series.
    return list(transfers.select_related("debit_account", "credit_account").order_by("pk"))


def _accounts_of(transfers: list[Transfer]) -> list[Account]:
    return [account for t in transfers for account in (t.debit_account, t.credit_account)]


def _source(
    hold: Hold, touched: list[Account], holds: list[Hold], owner: User, moment: datetime
) -> Account:
    """Return the account that gives the payee's part back: the hold, or the wallet once it holds
    enough. All that is `touched` is locked then."""
    if hold.cleared_at is None and not hold.taken_minor:
        lock_accounts(touched)
        return hold.account
    return gather(
        user=owner,
        amount_minor=hold.amount_minor,
        holds=[hold for hold in holds if hold.cleared_at is None],
        others=touched,
        reference=f"{hold.release.reference}:reversed",
        now=moment,
    )


def _reversal(transfer: Transfer, source: Account) -> Entry:
    """Return the entry that gives back what `transfer` moved; the payee's part out of `source`."""
    is_payees = transfer.kind == TransferKind.RELEASE
    return Entry(
        kind=TransferKind(transfer.kind),
        debit=source if is_payees else transfer.credit_account,
        credit=transfer.debit_account,
        amount_minor=transfer.amount_minor,
        reference=f"{transfer.reference}:reversed",
        reversal_of=transfer,
    )
