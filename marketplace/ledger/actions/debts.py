"""Money that has to leave a user, whether they still have it or not.

DESIGN: such money comes from what is on hold, then from the wallet, then from withdrawals that
nobody is paying yet, and the rest is owed.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Q

from ..models import Account, AccountKind, Hold, TransferKind
from .accounts import account_for, wallet_for
from .postings import Entry, lock_accounts, post_transfer
from .recalls import recall_payouts

if TYPE_CHECKING:
    from accounts.models import User


def lock_holds(user: User, *, besides: Hold | None = None) -> list[Hold]:
    """Lock and return the user's holds with money left in them, and one besides, oldest first."""
    waiting = Hold.objects.of_user(user).waiting().values("pk")
    wanted = Q(pk__in=waiting) | Q(pk=besides.pk if besides else None)
    holds = Hold.objects.filter(wanted).select_related("account", "release")
    return list(holds.select_for_update(of=("self",)).order_by("pk"))


def gather(
    *,
    user: User,
    amount_minor: int,
    holds: Iterable[Hold],
    others: Iterable[Account],
    reference: str,
    now: datetime,
) -> Account:
    """Bring `amount_minor` (minor units) together in the user's wallet, and return that.

    Takes from `holds`, which the caller has locked, in their order; then counts on the wallet,
    returns withdrawals that nobody is paying yet, and books what is still missing as owed.
    References are `reference` with ":take:<hold>" and ":owe". To be called inside the transaction
    that moves the money on; the accounts it goes to, `others`, are locked together with the
    user's, as one at a time could end in a deadlock.
    """
    wallet = wallet_for(user)
    owed = account_for(user=user, kind=AccountKind.RECEIVABLE)
    held = account_for(user=user, kind=AccountKind.HOLD)
    leaving = account_for(user=user, kind=AccountKind.PAYOUT)
    locked = lock_accounts([wallet, owed, held, leaving, *others])
    taken = 0
    for hold in holds:
        part = min(amount_minor - taken, hold.left_minor)
        if part:
            _take(hold, part, wallet, f"{reference}:take:{hold.pk}", now)
            taken += part
    # From here on what was taken is part of what the wallet holds, so all is compared with all.
    available = recall_payouts(
        user=user,
        wallet=wallet,
        needed_minor=amount_minor,
        available_minor=locked.balances[wallet.pk] + taken,
        moment=now,
    )
    if amount_minor > available:
        post_transfer(
            Entry(
                kind=TransferKind.OWE,
                debit=owed,
                credit=wallet,
                amount_minor=amount_minor - available,
                reference=f"{reference}:owe",
            ),
            now=now,
        )
    return wallet


def _take(hold: Hold, amount_minor: int, wallet: Account, reference: str, now: datetime) -> None:
    """Move part of a locked hold into its owner's wallet before its time."""
    post_transfer(
        Entry(
            kind=TransferKind.TAKE,
            debit=hold.account,
            credit=wallet,
            amount_minor=amount_minor,
            reference=reference,
        ),
        now=now,
    )
    hold.taken_minor += amount_minor
    hold.save(update_fields=["taken_minor"])
