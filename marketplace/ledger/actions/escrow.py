"""Money of an ad: into escrow, out to the payee, or back to the payer."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from ..fees import split_fee
from ..models import Account, AccountKind, Hold, Transfer, TransferKind
from .accounts import account_for, site_account, wallet_for
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
    payee: User,
    gross_minor: int,
    fee_bps: int,
    reference: str,
    clears_at: datetime,
    now: datetime | None = None,
) -> Hold:
    """Pay `gross_minor` (minor units) out of `escrow`: the fee to the site, the rest on hold.

    The fee is `fees.split_fee`; the payee's part waits in a hold until `clears_at`. The
    transfers' references are `reference` with ":fee" and ":net". A repeat with the same values
    moves nothing and returns the first hold.

    Raises ValueError if nothing would be left for the payee, OverdrawnError if the escrow holds
    less than `gross_minor`, and ReferenceConflict.
    """
    fee_minor, net_minor = split_fee(gross_minor, fee_bps)
    if net_minor == 0:
        raise ValueError(f"{reference}: nothing is left for the payee")
    with transaction.atomic():
        hold_account = account_for(user=payee, kind=AccountKind.HOLD)
        entries = [
            Entry(
                kind=TransferKind.RELEASE,
                debit=escrow,
                credit=hold_account,
                amount_minor=net_minor,
                reference=f"{reference}:net",
            )
        ]
        if fee_minor:
            entries.append(
                Entry(
                    kind=TransferKind.FEE,
                    debit=escrow,
                    credit=site_account(AccountKind.FEES),
                    amount_minor=fee_minor,
                    reference=f"{reference}:fee",
                )
            )
        release = post_transfers(entries, now=now)[0]
        hold, _ = Hold.objects.get_or_create(
            release=release,
            defaults={
                "account": hold_account,
                "amount_minor": net_minor,
                "clears_at": clears_at,
            },
        )
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
