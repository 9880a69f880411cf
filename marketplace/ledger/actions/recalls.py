"""Withdrawals that nobody is paying yet, called back because their owner's money is needed."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from ..models import Account, Payout
from .payouts import return_money, settle, tell_owner
from .postings import lock_accounts

if TYPE_CHECKING:
    from accounts.models import User

WHY = "Money of yours was taken back, and this withdrawal was needed to cover it."


def recall_payouts(
    *, user: User, wallet: Account, needed_minor: int, available_minor: int, moment: datetime
) -> int:
    """Return requested payouts, the newest first, until the wallet holds `needed_minor`.

    Returns what the wallet holds then (minor units), which may be more or less. The owner gets a
    mail for each. The caller holds the locks of the user's accounts, so a payout that somebody
    else is settling or batching is passed over: waiting for it would be a deadlock.
    """
    if available_minor >= needed_minor:
        return available_minor
    requested = Payout.objects.of_user(user).requested().order_by("-pk")
    for payout in requested.select_related("user").select_for_update(
        of=("self",), skip_locked=True
    ):
        return_money(payout, moment=moment)
        settle(payout, Payout.State.FAILED, actor=None, note=WHY, moment=moment)
        tell_owner(payout, "payout_failed")
        available_minor = lock_accounts([wallet]).balances[wallet.pk]
        if available_minor >= needed_minor:
            break
    return available_minor
