"""Payouts: asked for by the user, paid by a moderator outside this site, confirmed here."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from marketplace.kernel.errors import Refused
from marketplace.kernel.mail import queue_mail
from marketplace.kernel.money import format_money

from ..errors import ReferenceConflict
from ..models import AccountKind, Payout, TransferKind
from .accounts import account_for, site_account, wallet_for
from .postings import Entry, lock_accounts, post_transfer

if TYPE_CHECKING:
    from accounts.models import User


def request_payout(
    *,
    actor: User,
    amount_minor: int,
    destination: str,
    reference: str,
    now: datetime | None = None,
) -> Payout:
    """Take `amount_minor` (minor units) out of the actor's wallet, to be paid to `destination`.

    A repeat with the same reference and values returns the first payout. Raises Refused for
    suspended users, below the least payout and above the wallet's balance, and
    ReferenceConflict for a reference used before with other values.
    """
    with transaction.atomic():
        wallet = wallet_for(actor)
        payout_account = account_for(user=actor, kind=AccountKind.PAYOUT)
        # Locked before the look for an earlier request, so that two at once see each other.
        balance = lock_accounts([wallet, payout_account])[wallet.pk]
        earlier = Payout.objects.filter(reference=reference).first()
        if earlier is not None:
            asked = (actor.pk, amount_minor, destination)
            if asked != (earlier.user_id, earlier.amount_minor, earlier.destination):
                raise ReferenceConflict(reference)
            return earlier
        _require_withdrawable(actor, amount_minor, balance)
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
            destination=destination,
            reference=reference,
            requested_at=moment,
        )


def _require_withdrawable(user: User, amount_minor: int, balance_minor: int) -> None:
    """Raise Refused unless the user may withdraw the amount (both in minor units)."""
    if user.is_suspended:
        raise Refused("Your account is suspended, so money cannot leave your wallet.")
    if amount_minor < settings.MIN_PAYOUT_MINOR:
        raise Refused(f"Withdraw {format_money(settings.MIN_PAYOUT_MINOR)} or more at a time.")
    if amount_minor > balance_minor:
        raise Refused(f"Your wallet holds {format_money(balance_minor)}. Withdraw that or less.")


def mark_payout_paid(
    *, actor: User, payout: Payout, note: str = "", now: datetime | None = None
) -> Payout:
    """Record that the money of `payout` has left for the bank; its owner gets a mail.

    Raises Refused if the payout is settled already or its owner is suspended.
    """
    with transaction.atomic():
        payout = _locked_requested(payout)
        if payout.user.is_suspended:
            raise Refused(
                f"{payout.user.email} is suspended: reinstate them first, "
                "or mark the payout as failed to return the money to the wallet."
            )
        moment = now or timezone.now()
        post_transfer(
            Entry(
                kind=TransferKind.PAY_OUT,
                debit=account_for(user=payout.user, kind=AccountKind.PAYOUT),
                credit=site_account(AccountKind.EXTERNAL),
                amount_minor=payout.amount_minor,
                reference=f"{payout.reference}:paid",
            ),
            now=moment,
        )
        _settle(payout, Payout.State.PAID, actor=actor, note=note, moment=moment)
        _mail_owner(payout, "payout_paid")
        return payout


def mark_payout_failed(
    *, actor: User, payout: Payout, reason: str, now: datetime | None = None
) -> Payout:
    """Return the money of `payout` to the wallet; its owner gets a mail with the reason.

    Raises Refused if the payout is settled already or no reason is given.
    """
    if not reason.strip():
        raise Refused("Say why the payout failed: its owner reads it.")
    with transaction.atomic():
        payout = _locked_requested(payout)
        moment = now or timezone.now()
        _return_money(payout, moment=moment)
        _settle(payout, Payout.State.FAILED, actor=actor, note=reason.strip(), moment=moment)
        _mail_owner(payout, "payout_failed")
        return payout


def cancel_payout(*, actor: User, payout: Payout, now: datetime | None = None) -> Payout:
    """Return the money of `payout` to the wallet, because its owner asked for it.

    Raises Refused if the payout is settled already.
    """
    with transaction.atomic():
        payout = _locked_requested(payout)
        moment = now or timezone.now()
        _return_money(payout, moment=moment)
        _settle(payout, Payout.State.CANCELLED, actor=actor, note="", moment=moment)
        return payout


def _locked_requested(payout: Payout) -> Payout:
    """Return the payout with its row locked; raise Refused if it is settled already."""
    locked = Payout.objects.select_for_update(of=("self",)).select_related("user").get(pk=payout.pk)
    if locked.state != Payout.State.REQUESTED:
        raise Refused(f"This payout is already {locked.get_state_display().lower()}.")
    return locked


def _return_money(payout: Payout, *, moment: datetime) -> None:
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


def _settle(
    payout: Payout, state: Payout.State, *, actor: User, note: str, moment: datetime
) -> None:
    """Put the locked payout into its last state."""
    payout.state = state
    payout.settled_at = moment
    payout.settled_by = actor
    payout.note = note
    payout.save(update_fields=["state", "settled_at", "settled_by", "note"])


def _mail_owner(payout: Payout, kind: str) -> None:
    """Tell the owner how the payout ended."""
    queue_mail(
        kind=kind,
        to=payout.user.email,
        user=payout.user,
        context={
            "amount_minor": payout.amount_minor,
            "destination": payout.destination,
            "note": payout.note,
        },
        dedup_key=f"{kind}:{payout.pk}",
    )
