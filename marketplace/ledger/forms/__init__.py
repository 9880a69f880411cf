"""What people type about their money."""

from .billing import BillingForm
from .days import PastDayForm
from .money import DepositForm, MoneyForm
from .payout_methods import PayoutMethodForm
from .proof import Means, ProofForm, means_of
from .withdrawals import WithdrawForm

__all__ = [
    "BillingForm",
    "DepositForm",
    "Means",
    "MoneyForm",
    "PastDayForm",
    "PayoutMethodForm",
    "ProofForm",
    "WithdrawForm",
    "means_of",
]
