"""Pages of the wallet. Everyone sees their own money only."""

from .deposits import deposit, deposit_pay, deposit_return
from .wallet import statement_csv, wallet
from .withdrawals import withdraw, withdraw_cancel

__all__ = [
    "deposit",
    "deposit_pay",
    "deposit_return",
    "statement_csv",
    "wallet",
    "withdraw",
    "withdraw_cancel",
]
