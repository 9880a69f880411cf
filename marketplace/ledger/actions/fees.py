"""Fees that the operator takes home."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from marketplace.kernel.errors import Refused
from marketplace.kernel.money import format_money

from ..models import AccountKind, Transfer, TransferKind
from .accounts import site_account
from .postings import Entry, lock_accounts, post_transfer

if TYPE_CHECKING:
    from uuid import UUID

    from accounts.models import User


def collect_fees(
    *, actor: User, amount_minor: int, form_key: UUID, now: datetime | None = None
) -> Transfer:
    """Record that `amount_minor` (minor units) of the fees was moved to the operator's own account.

    A repeat with the same key and amount moves nothing. Raises Refused above what the fee
    account holds, for somebody who is no moderator, and ReferenceConflict.
    """
    if not actor.is_staff:
        raise Refused("Only moderators record that fees were collected.")
    reference = f"collect:{form_key}"
    with transaction.atomic():
        fees, external = site_account(AccountKind.FEES), site_account(AccountKind.EXTERNAL)
        balance = lock_accounts([fees, external]).balances[fees.pk]
        is_new = not Transfer.objects.filter(reference=reference).exists()
        if is_new and balance <= 0:
            raise Refused("There are no fees to collect.")
        if is_new and not 0 < amount_minor <= balance:
            raise Refused(f"The fee account holds {format_money(balance)}. Collect that or less.")
        return post_transfer(
            Entry(
                kind=TransferKind.COLLECT,
                debit=fees,
                credit=external,
                amount_minor=amount_minor,
                reference=reference,
            ),
            now=now,
        )
