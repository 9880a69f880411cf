"""Money of an ad: into escrow, out to the payee, or back to the payer."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from ..fees import split_fee
from ..models import Account, AccountKind, Hold, Transfer, TransferKind
from .accounts import account_for, site_account, wallet_for
from .documents import issue_invoices, issue_receipt
from .postings import Entry, post_transfer, post_transfers

if TYPE_CHECKING:
    from accounts.models import User


def fund_escrow(
    *,
    payer: User,
    escrow: Account,
    amount_minor: int,
    reference: str,
    now: datetime | None = None,
) -> Transfer:
    """Move `amount_minor` (minor units) from the payer's wallet into `escrow`.

    A repeat with the same reference and amount moves nothing and returns the first transfer.
    Raises InsufficientFunds, naming what is missing, and ReferenceConflict.
    """
    return post_transfer(
        Entry(
            kind=TransferKind.FUND,
            debit=wallet_for(payer),
            credit=escrow,
            amount_minor=amount_minor,
            reference=reference,
        ),
        now=now,
    )


def release_escrow(
    *,
    escrow: Account,
    payer: User,
    payee: User,
    gross_minor: int,
    fee_bps: int,
    reference: str,
    clears_at: datetime,
    now: datetime | None = None,
) -> Hold:
    """Pay `gross_minor` (minor units) out of `escrow`: the fee to the site, the rest on hold.

    The fee is `fees.split_fee`; the payee's part waits in a hold until `clears_at`. The
    transfers' references are `reference` with ":fee" and ":net". The payee gets an invoice over
    the fee, the payer a receipt. A repeat with the same values moves nothing and returns the
    first hold.

    Raises ValueError if nothing would be left for the payee, OverdrawnError if the escrow holds
    less than `gross_minor`, and ReferenceConflict.
    """
    fee_minor, net_minor = split_fee(gross_minor, fee_bps)
    if net_minor == 0:
        raise ValueError(f"{reference}: nothing is left for the payee")
    moment = now or timezone.now()
    with transaction.atomic():
        hold_account = account_for(user=payee, kind=AccountKind.HOLD)
        parts = [(TransferKind.RELEASE, hold_account, net_minor, "net")]
        if fee_minor:
            parts.append((TransferKind.FEE, site_account(AccountKind.FEES), fee_minor, "fee"))
        entries = [
            Entry(
                kind=kind,
                debit=escrow,
                credit=account,
                amount_minor=amount,
                reference=f"{reference}:{part}",
            )
            for kind, account, amount, part in parts
        ]
        release, *fee = post_transfers(entries, now=moment)
        hold, is_new = Hold.objects.get_or_create(
            release=release,
            defaults={
                "account": hold_account,
                "amount_minor": net_minor,
                "clears_at": clears_at,
            },
        )
        if is_new:
            issue_receipt(payer=payer, payee=payee, release=release, fees=fee, now=moment)
            issue_invoices(payee=payee, fees=fee, now=moment)
        return hold


def refund_escrow(
    *,
    escrow: Account,
    payer: User,
    amount_minor: int,
    reference: str,
    now: datetime | None = None,
) -> Transfer:
    """Move `amount_minor` (minor units) from `escrow` back into the payer's wallet, no fee.

    A repeat with the same reference and amount moves nothing and returns the first transfer.
    Raises OverdrawnError if the escrow holds less, and ReferenceConflict.
    """
    return post_transfer(
        Entry(
            kind=TransferKind.REFUND,
            debit=escrow,
            credit=wallet_for(payer),
            amount_minor=amount_minor,
            reference=reference,
        ),
        now=now,
    )
