"""Every write to the ledger. Nothing else changes an account, transfer, hold or payout.

Lock order, so that two actions never wait for each other: the caller's own rows (campaign, ad),
then deposit, hold or payout, then accounts by primary key.
"""

from .accounts import account_for, open_escrow, site_account, wallet_for
from .deposits import confirm_deposit, start_deposit
from .escrow import fund_escrow, refund_escrow, release_escrow
from .holds import clear_due_holds, clear_hold, freeze_hold, unfreeze_hold
from .opening import post_opening_balance
from .payouts import cancel_payout, mark_payout_failed, mark_payout_paid, request_payout
from .postings import Entry, post_transfer, post_transfers

__all__ = [
    "Entry",
    "account_for",
    "cancel_payout",
    "clear_due_holds",
    "clear_hold",
    "confirm_deposit",
    "freeze_hold",
    "fund_escrow",
    "mark_payout_failed",
    "mark_payout_paid",
    "open_escrow",
    "post_opening_balance",
    "post_transfer",
    "post_transfers",
    "refund_escrow",
    "release_escrow",
    "request_payout",
    "site_account",
    "start_deposit",
    "unfreeze_hold",
    "wallet_for",
]
