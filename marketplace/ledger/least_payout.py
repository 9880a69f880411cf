"""The least that may be withdrawn, and the rest that may go although it is less."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings

from .models import Account, AccountKind

if TYPE_CHECKING:
    from accounts.models import User

# Said to those whose wallet holds less than settings.MIN_PAYOUT_MINOR and who have more elsewhere.
LESS = "Less goes out once it is all you have, with nothing on hold, in escrow or being paid out."


def least_payout_minor(user: User, *, balance_minor: int) -> int:
    """Return the least the user may withdraw of a wallet that holds `balance_minor`.

    Both in minor units. That is settings.MIN_PAYOUT_MINOR, or all of a wallet that holds less
    where nothing more can come out of the ledger: no hold, no payout under way, nothing they
    paid into escrow. Otherwise an account could be neither emptied nor deleted.
    """
    least = int(settings.MIN_PAYOUT_MINOR)
    if not 0 < balance_minor < least or _may_get_more(user):
        return least
    return balance_minor


def _may_get_more(user: User) -> bool:
    """Whether money that the ledger knows of may still reach the user's wallet."""
    own = Account.objects.of_user(user).filter(kind__in=[AccountKind.HOLD, AccountKind.PAYOUT])
    return any(
        accounts.filter(balance_minor__gt=0).exists()
        for accounts in (own, Account.objects.escrows_funded_by(user))
    )
