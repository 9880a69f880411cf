"""Deposits: started by a form, confirmed by the payment provider, credited once."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from payments import PaymentStatus

from marketplace.kernel.errors import Refused
from marketplace.kernel.money import format_money, to_major

from ..errors import ReferenceConflict
from ..limits import MAX_DEPOSIT_MINOR, MIN_DEPOSIT_MINOR, deposit_step_minor
from ..models import AccountKind, Deposit, Transfer, TransferKind
from ..providers.alarms import report_misfit
from .accounts import site_account, wallet_for
from .postings import Entry, post_transfer

if TYPE_CHECKING:
    from accounts.models import User

OWNERLESS = (
    "Its owner deleted the account before the money came. It waits in the wallet; refund the "
    "payment, and it leaves again."
)


def start_deposit(*, actor: User, amount_minor: int, form_key: UUID) -> Deposit:
    """Record that `actor` wants to pay in `amount_minor` (minor units); no money moves yet.

    `form_key` names the form: sending it again with the same amount returns the same deposit.
    Raises Refused outside the limits, between the provider's steps, for suspended users and for
    moderators, ReferenceConflict if the form was sent before with another amount.
    """
    if actor.is_staff:
        raise Refused("Moderators have no wallet of their own: they settle the money of others.")
    if actor.is_suspended:
        raise Refused("Your account is suspended, so you cannot pay in money.")
    if not MIN_DEPOSIT_MINOR <= amount_minor <= MAX_DEPOSIT_MINOR:
        raise Refused(
            f"Deposit between {format_money(MIN_DEPOSIT_MINOR)} "
            f"and {format_money(MAX_DEPOSIT_MINOR)} at a time."
        )
    if above := -amount_minor % deposit_step_minor():
        more, less = amount_minor + above, amount_minor + above - deposit_step_minor()
        raise Refused(
            f"Deposit {format_money(less)} or {format_money(more)}: "
            "payments in this currency have to end in a zero."
        )
    deposit: Deposit
    deposit, _ = Deposit.objects.get_or_create(
        form_key=form_key,
        defaults={
            "user": actor,
            "amount_minor": amount_minor,
            "variant": settings.PAYMENT_PROVIDER,
            "currency": settings.CURRENCY,
            "total": to_major(amount_minor),
            "description": f"Deposit to a {settings.SITE_NAME} wallet",
            "billing_email": actor.email,
        },
    )
    if (deposit.user_id, deposit.amount_minor) != (actor.pk, amount_minor):
        raise ReferenceConflict(str(form_key))
    return deposit


def confirm_deposit(*, deposit_id: int, now: datetime | None = None) -> Transfer | None:
    """Credit a deposit that its provider has confirmed; return the transfer.

    Locks the payment's row. Returns None, and moves nothing, while the provider has not
    confirmed; returns the first transfer if the money was credited before. Money that came for an
    account deleted meanwhile is credited all the same, and the moderators are told.
    """
    moment = now or timezone.now()
    with transaction.atomic():
        deposit = Deposit.objects.select_for_update(of=("self",)).get(pk=deposit_id)
        if deposit.is_credited:
            return Transfer.objects.get(reference=deposit.reference)
        if deposit.status != PaymentStatus.CONFIRMED:
            return None
        transfer = post_transfer(
            Entry(
                kind=TransferKind.DEPOSIT,
                debit=site_account(AccountKind.EXTERNAL),
                credit=wallet_for(deposit.user),
                amount_minor=deposit.amount_minor,
                reference=deposit.reference,
            ),
            now=moment,
        )
        # Not save(): it leaves this column alone, see Deposit.save.
        Deposit.objects.filter(pk=deposit.pk).update(credited_at=moment)
        if deposit.user.anonymised_at is not None:
            report_misfit(deposit, OWNERLESS, subject=deposit.transaction_id or deposit.token)
        return transfer
