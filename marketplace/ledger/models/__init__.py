"""Data of the ledger: accounts, transfers between them, and what the transfers are for."""

from .accounts import FLOORED_KINDS, SITE_KINDS, USER_KINDS, Account, AccountKind
from .deposits import Deposit
from .holds import Hold
from .payouts import Payout
from .transfers import ROUTES, Transfer, TransferKind

__all__ = [
    "FLOORED_KINDS",
    "ROUTES",
    "SITE_KINDS",
    "USER_KINDS",
    "Account",
    "AccountKind",
    "Deposit",
    "Hold",
    "Payout",
    "Transfer",
    "TransferKind",
]
