"""Data of the ledger: accounts, transfers between them, and what the transfers are for."""

from .accounts import FLOORED_KINDS, SITE_KINDS, USER_KINDS, Account, AccountKind
from .deposits import Deposit
from .documents import CORRECTIONS, PREFIXES, BillingDetails, Document, DocumentKind, DocumentSeries
from .holds import Hold
from .methods import PayoutBatch, PayoutMethod
from .payouts import UNDER_WAY, Payout
from .repeats import IdempotencyKey
from .transfers import ROUTES, Transfer, TransferKind

__all__ = [
    "CORRECTIONS",
    "FLOORED_KINDS",
    "PREFIXES",
    "ROUTES",
    "SITE_KINDS",
    "UNDER_WAY",
    "USER_KINDS",
    "Account",
    "AccountKind",
    "BillingDetails",
    "Deposit",
    "Document",
    "DocumentKind",
    "DocumentSeries",
    "Hold",
    "IdempotencyKey",
    "Payout",
    "PayoutBatch",
    "PayoutMethod",
    "Transfer",
    "TransferKind",
]
