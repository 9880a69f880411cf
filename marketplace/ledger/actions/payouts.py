"""Payouts, as their owner asks for them and takes them back."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from marketplace.kernel.errors import Refused
from marketplace.kernel.money import format_money
from marketplace.kernel.telling import tell

from ..debts import require_no_debt
from ..errors import ReferenceConflict
from ..least_payout import LESS, least_payout_minor
from ..models import Account, AccountKind, Payout, PayoutMethod, TransferKind
from .accounts import account_for, wallet_for
from .postings import Entry, lock_accounts, post_transfer

if TYPE_CHECKING:
    from accounts.models import User


def request_payout(
    *,
    actor: User,
    amount_minor: int,
    method: PayoutMethod,
    reference: str,
    now: datetime | None = None,
) -> Payout:
    """Take `amount_minor` (minor units) out of the actor's wallet, to be paid by `method`.

    Money for details that are still held waits until they are usable. A repeat with the same
    reference and values returns the first payout. Raises Refused for suspended users, for those
    who owe, for a method that is not the actor's current one, below `least_payout_minor` and above
    the wallet's balance, and ReferenceConflict for a reference used before with other values.
    """
    with transaction.atomic():
        wallet = wallet_for(actor)
        payout_account = account_for(user=actor, kind=AccountKind.PAYOUT)
        # Locked before the look for an earlier request, so that two at once see each other.
        balance = lock_accounts([wallet, payout_account]).balances[wallet.pk]
        earlier = Payout.objects.filter(reference=reference).first()
        if earlier is not None:
            asked = (actor.pk, amount_minor, method.pk)
            if asked != (earlier.user_id, earlier.amount_minor, earlier.method_id):
                raise ReferenceConflict(reference)
            return earlier
        _require_current(actor, method)
        _require_allowed(actor, amount_minor, balance)
        moment = now or timezone.now()
        post_transfer(
            Entry(
                kind=TransferKind.WITHDRAW,
                debit=wallet,
                credit=payout_account,
                amount_minor=amount_minor,
                reference=reference,
            ),
            now=moment,
        )
        return Payout.objects.create(
            user=actor,
            amount_minor=amount_minor,
            method=method,
            destination=method.label,
            reference=reference,
            requested_at=moment,
            not_before=max(moment, method.usable_at),
        )


def require_withdrawable(*, user: User, amount_minor: int, method: PayoutMethod) -> None:
    """Raise Refused where `request_payout` would, as things stand; locks and changes nothing."""
    _require_current(user, method)
    wallet = Account.objects.of_user(user).of_kind(AccountKind.WALLET)
    _require_allowed(user, amount_minor, wallet.total_minor())


def _require_current(user: User, method: PayoutMethod) -> None:
    """Raise Refused unless the method is how the user is paid now."""
    if not PayoutMethod.objects.of_user(user).current().filter(pk=method.pk).exists():
        raise Refused("These payout details are no longer in use. Check them, then try again.")


def _require_allowed(user: User, amount_minor: int, balance_minor: int) -> None:
    """Raise Refused unless the user may withdraw the amount (both in minor units)."""
    if user.is_suspended:
        raise Refused("Your account is suspended, so money cannot leave your wallet.")
    require_no_debt(user)
    least = least_payout_minor(user, balance_minor=balance_minor)
    if amount_minor < least:
        raise Refused(_too_little(least, balance_minor), field="amount_minor")
    if amount_minor > balance_minor:
        held = format_money(balance_minor)
        raise Refused(f"Your wallet holds {held}. Withdraw that or less.", field="amount_minor")


def _too_little(least_minor: int, balance_minor: int) -> str:
    """Say what is the least, and why (both in minor units)."""
    rule = format_money(settings.MIN_PAYOUT_MINOR)
    if least_minor < settings.MIN_PAYOUT_MINOR:
        return f"Withdraw all {format_money(least_minor)} at once: it is less than {rule}."
    if 0 < balance_minor < least_minor:
        return f"Withdraw {rule} or more at a time. {LESS}"
    return f"Withdraw {rule} or more at a time."


def cancel_payout(*, actor: User, payout: Payout, now: datetime | None = None) -> Payout:
    """Return the money of `payout` to the wallet, because its owner asked for it.

    Taking back again what is taken back changes nothing. Raises Refused once the payout is being
    paid or settled.
    """
    with transaction.atomic():
        payout = lock_payout(payout, Payout.State.REQUESTED, Payout.State.CANCELLED)
        if payout.state == Payout.State.CANCELLED:
            return payout
        moment = now or timezone.now()
        return_money(payout, moment=moment)
        settle(payout, Payout.State.CANCELLED, actor=actor, note="", moment=moment)
        return payout


def lock_payout(payout: Payout, *states: Payout.State) -> Payout:
    """Return the payout with its row locked; raise Refused unless it is in one of `states`."""
    rows = Payout.objects.select_for_update(of=("self",)).select_related("user", "method")
    locked = rows.get(pk=payout.pk)
    if locked.state not in states:
        raise Refused(f"This payout is already {locked.get_state_display().lower()}.")
    return locked


def lock_payouts(payouts: QuerySet[Payout]) -> list[Payout]:
    """Return the payouts with their rows locked, and all accounts that settling them may move.

    To be called first in a transaction that settles several: locked one after the other, they
    could end in a deadlock with somebody who settles one of them.
    """
    ids = payouts.order_by().values("pk")
    # Again by pk: what is chosen by other tables' rows cannot be locked as it is.
    rows = list(
        Payout.objects.filter(pk__in=ids)
        .select_related("user")
        .select_for_update(of=("self",))
        .order_by("pk")
    )
    of_owners = Q(user__in=[payout.user_id for payout in rows])
    kinds = (AccountKind.PAYOUT, AccountKind.WALLET)
    lock_accounts(
        Account.objects.filter(of_owners & Q(kind__in=kinds) | Q(kind=AccountKind.EXTERNAL))
    )
    return rows


def return_money(payout: Payout, *, moment: datetime) -> None:
    """Move the payout's money back into its owner's wallet."""
    post_transfer(
        Entry(
            kind=TransferKind.PAYOUT_RETURN,
            debit=account_for(user=payout.user, kind=AccountKind.PAYOUT),
            credit=wallet_for(payout.user),
            amount_minor=payout.amount_minor,
            reference=f"{payout.reference}:returned",
        ),
        now=moment,
    )


def settle(
    payout: Payout, state: Payout.State, *, actor: User | None, note: str, moment: datetime
) -> None:
    """Put the locked payout into its last state; `actor` None is the system."""
    payout.state = state
    payout.settled_at = moment
    payout.settled_by = actor
    payout.note = note
    payout.save(update_fields=["state", "settled_at", "settled_by", "note"])


# Kind of mail → how the payout ended.
_ENDS = {
    "payout_paid": "Your withdrawal of {amount} is on its way to {destination}.",
    "payout_failed": "Your withdrawal of {amount} could not be paid.",
}


def tell_owner(payout: Payout, mail_kind: str) -> None:
    """Tell the owner how the payout ended."""
    amount = format_money(payout.amount_minor)
    tell(
        user=payout.user,
        mail_kind=mail_kind,
        text=_ENDS[mail_kind].format(amount=amount, destination=payout.destination),
        url=reverse("ledger:payouts"),
        mail_context={
            "amount_minor": payout.amount_minor,
            "destination": payout.destination,
            "note": payout.note,
        },
        dedup_key=f"{mail_kind}:{payout.pk}",
        now=payout.settled_at,
    )
