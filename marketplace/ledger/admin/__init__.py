"""Money in the moderation console: everything to read, payouts and holds to decide on."""

from .batches import PayoutBatchAdmin
from .books import AccountAdmin, TransferAdmin
from .deposits import DepositAdmin
from .documents import DocumentAdmin
from .holds import HoldAdmin
from .payouts import PayoutAdmin

__all__ = [
    "AccountAdmin",
    "DepositAdmin",
    "DocumentAdmin",
    "HoldAdmin",
    "PayoutAdmin",
    "PayoutBatchAdmin",
    "TransferAdmin",
]
