"""Every write to the ledger. Nothing else changes an account, transfer, hold or payout.

Lock order, so that two actions never wait for each other: the caller's own rows (campaign, ad),
then deposit, hold or payout, then accounts by primary key.
"""

from .accounts import account_for, open_escrow, site_account, wallet_for
from .batches import (
    HandedOut,
    hand_out,
    lock_batches,
    make_batches,
    mark_batch_paid,
    mark_payout_failed,
    mark_payout_paid,
)
from .billing import save_billing_details
from .chargebacks import charge_back_deposit, reinstate_deposit
from .deposits import confirm_deposit, start_deposit
from .escrow import fund_escrow, refund_escrow, release_escrow
from .fees import collect_fees
from .holds import clear_due_holds, clear_hold, freeze_hold, unfreeze_hold
from .methods import forget_details, set_payout_method
from .opening import post_opening_balance
from .payouts import cancel_payout, lock_payouts, request_payout, require_withdrawable
from .postings import Entry, lock_accounts, post_transfer, post_transfers
from .reversals import reverse_release

__all__ = [
    "Entry",
    "HandedOut",
    "account_for",
    "cancel_payout",
    "charge_back_deposit",
    "clear_due_holds",
    "clear_hold",
    "collect_fees",
    "confirm_deposit",
    "forget_details",
    "freeze_hold",
    "fund_escrow",
    "hand_out",
    "lock_accounts",
    "lock_batches",
    "lock_payouts",
    "make_batches",
    "mark_batch_paid",
    "mark_payout_failed",
    "mark_payout_paid",
    "open_escrow",
    "post_opening_balance",
    "post_transfer",
    "post_transfers",
    "refund_escrow",
    "reinstate_deposit",
    "release_escrow",
    "request_payout",
    "require_withdrawable",
    "reverse_release",
    "save_billing_details",
    "set_payout_method",
    "site_account",
    "start_deposit",
    "unfreeze_hold",
    "wallet_for",
]
