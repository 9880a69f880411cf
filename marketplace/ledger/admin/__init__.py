"""Money in the moderation console: everything to read, payouts and holds to decide on."""

from .books import AccountAdmin, DepositAdmin, TransferAdmin
from .holds import HoldAdmin
from .payouts import PayoutAdmin

__all__ = ["AccountAdmin", "DepositAdmin", "HoldAdmin", "PayoutAdmin", "TransferAdmin"]
