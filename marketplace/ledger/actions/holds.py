"""Holds: clearing them into wallets, and keeping a doubtful one from clearing."""

from __future__ import annotations

import logging
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from marketplace.kernel.errors import Refused
from marketplace.kernel.money import format_money
from marketplace.kernel.telling import tell

from ..models import Hold, TransferKind
from .accounts import wallet_for
from .postings import Entry, post_transfer

if TYPE_CHECKING:
    from accounts.models import User

logger = logging.getLogger(__name__)


def clear_due_holds(*, now: datetime | None = None) -> int:
    """Move every hold that is due by `now` into its owner's wallet; return how many.

    Each hold is a transaction of its own: one that fails is logged and does not keep the
    others waiting. Safe to run twice, also at the same time.
    """
    moment = now or timezone.now()
    cleared = 0
    due = Hold.objects.due(now=moment).order_by("clears_at", "pk")
    for hold_id in list(due.values_list("pk", flat=True)):
        try:
            cleared += clear_hold(hold_id=hold_id, now=moment)
        except Exception:
            logger.exception("Hold %s did not clear", hold_id)
    return cleared


def clear_hold(*, hold_id: int, now: datetime) -> bool:
    """Move one hold into its owner's wallet if it is due by `now`; return whether it did.

    Posts the transfer, marks the hold cleared and mails its owner.
    """
    with transaction.atomic():
        hold = (
            Hold.objects.due(now=now)
            .select_for_update(of=("self",))
            .select_related("account__user")
            .filter(pk=hold_id)
            .first()
        )
        if hold is None or hold.account.user is None:
            return False
        owner = hold.account.user
        hold.clearing = post_transfer(
            Entry(
                kind=TransferKind.CLEAR,
                debit=hold.account,
                credit=wallet_for(owner),
                amount_minor=hold.left_minor,
                reference=f"hold:{hold.pk}:clear",
            ),
            now=now,
        )
        hold.cleared_at = now
        hold.save(update_fields=["clearing", "cleared_at"])
        tell(
            user=owner,
            mail_kind="hold_cleared",
            text=f"{format_money(hold.left_minor)} of your earnings has cleared into your wallet.",
            url=reverse("ledger:wallet"),
            mail_context={"amount_minor": hold.left_minor},
            dedup_key=f"hold_cleared:{hold.pk}",
            now=now,
        )
        return True


def freeze_hold(*, actor: User, hold: Hold, reason: str, now: datetime | None = None) -> Hold:
    """Keep `hold` from clearing until it is unfrozen; the reason is kept with the actor's name.

    Raises Refused if the money has cleared, is frozen already, or no reason is given.
    """
    if not reason.strip():
        raise Refused("Say why this money is frozen.")
    with transaction.atomic():
        hold = Hold.objects.select_for_update().get(pk=hold.pk)
        if hold.cleared_at is not None:
            raise Refused("This money has already reached the wallet; it cannot be frozen.")
        if hold.reversed_at is not None or not hold.left_minor:
            raise Refused("This money has gone back already; there is nothing to freeze.")
        if hold.is_frozen:
            raise Refused("This money is frozen already.")
        hold.frozen_at = now or timezone.now()
        hold.frozen_by = actor
        hold.frozen_reason = reason.strip()
        hold.save(update_fields=["frozen_at", "frozen_by", "frozen_reason"])
        return hold


def unfreeze_hold(*, actor: User, hold: Hold) -> Hold:
    """Let a frozen hold clear again: at its date, or with the next sweep if that is past.

    Raises Refused if it is not frozen.
    """
    with transaction.atomic():
        hold = Hold.objects.select_for_update().get(pk=hold.pk)
        if not hold.is_frozen:
            raise Refused("This money is not frozen.")
        logger.info("Hold %s unfrozen by user %s: %s", hold.pk, actor.pk, hold.frozen_reason)
        hold.frozen_at = None
        hold.frozen_by = None
        hold.frozen_reason = ""
        hold.save(update_fields=["frozen_at", "frozen_by", "frozen_reason"])
        return hold
