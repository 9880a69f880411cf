"""Money that users brought along from another system."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from ..models import AccountKind, Transfer, TransferKind
from .accounts import site_account, wallet_for
from .postings import Entry, post_transfer

if TYPE_CHECKING:
    from accounts.models import User


def post_opening_balance(
    *, user: User, amount_minor: int, reference: str, now: datetime | None = None
) -> Transfer:
    """Put `amount_minor` (minor units) that the operator owes the user into the wallet.

    A repeat with the same reference and amount moves nothing and returns the first transfer.
    Raises ReferenceConflict.
    """
    return post_transfer(
        Entry(
            kind=TransferKind.OPENING,
            debit=site_account(AccountKind.EXTERNAL),
            credit=wallet_for(user),
            amount_minor=amount_minor,
            reference=reference,
        ),
        now=now,
    )
