"""Pages of the wallet. Everyone sees their own money only."""

from .billing import billing
from .deposits import deposit, deposit_pay, deposit_return
from .documents import document, document_pdf, documents
from .payout_methods import payout_method
from .statements import statement, statement_csv, statement_month, statement_pdf
from .wallet import wallet
from .withdrawals import payouts, withdraw, withdraw_cancel

__all__ = [
    "billing",
    "deposit",
    "deposit_pay",
    "deposit_return",
    "document",
    "document_pdf",
    "documents",
    "payout_method",
    "payouts",
    "statement",
    "statement_csv",
    "statement_month",
    "statement_pdf",
    "wallet",
    "withdraw",
    "withdraw_cancel",
]
