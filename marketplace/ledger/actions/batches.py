"""Payouts, as a moderator pays them: gathered into batches, paid at the bank, confirmed here."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from marketplace.kernel.errors import Refused

from ..batch_files import payment_reference
from ..models import AccountKind, Payout, PayoutBatch, PayoutMethod, Transfer, TransferKind
from .accounts import account_for, site_account, wallet_for
from .payouts import lock_payout, lock_payouts, return_money, settle, tell_owner
from .postings import Entry, lock_accounts, post_transfer

if TYPE_CHECKING:
    from accounts.models import User

State = Payout.State


def make_batches(
    *, actor: User, payouts: Iterable[Payout], now: datetime | None = None
) -> list[PayoutBatch]:
    """Put those of `payouts` that may be paid now into new batches, one per kind of method.

    Left out is what is not requested any more, is held until later, or belongs to a user who is
    suspended or owes the site. Raises Refused if nothing is left.
    """
    moment = now or timezone.now()
    with transaction.atomic():
        wanted = Payout.objects.payable(now=moment).filter(pk__in=[p.pk for p in payouts])
        rows = list(wanted.select_for_update(of=("self",)).select_related("method").order_by("pk"))
        if not rows:
            raise Refused(
                "None of these payouts can be paid now: they are held until later, settled "
                "already, or their owner is suspended or owes."
            )
        return [
            _batch(kind, same, actor, moment)
            for kind in PayoutMethod.Kind
            if (same := [row for row in rows if _kind(row) == kind])
        ]


def _kind(payout: Payout) -> str:
    """Return how the payout is paid; the details of early ones are free text."""
    return payout.method.kind if payout.method else PayoutMethod.Kind.OTHER


def _batch(kind: str, payouts: list[Payout], actor: User, moment: datetime) -> PayoutBatch:
    """Write one batch of locked payouts."""
    batch = PayoutBatch.objects.create(kind=kind, created_at=moment, created_by=actor)
    for payout in payouts:
        payout.state = State.IN_BATCH
        payout.batch = batch
        payout.save(update_fields=["state", "batch"])
    return batch


@dataclass(frozen=True, slots=True)
class HandedOut:
    """A batch whose file was asked for, and the payouts that the file names.

    `put_back` says of whom it was asked for just now without (see `_described`). Where that was
    all, the batch is not handed out and there is no file.
    """

    batch: PayoutBatch
    payouts: QuerySet[Payout]
    put_back: tuple[str, ...] = ()


def hand_out(*, batch: PayoutBatch, now: datetime | None = None) -> HandedOut:
    """Settle what the batch's file names, the first time it is asked for.

    Those that must not be paid now, because the owner is suspended or owes the site, wait for
    another batch. From then on the file names the same payouts each time, whatever becomes of
    them: a bank that drops a repeated file must not miss one that was added. Raises Refused where
    everything failed before.
    """
    with transaction.atomic():
        locked = PayoutBatch.objects.select_for_update().get(pk=batch.pk)
        if locked.handed_out_at is not None:
            return HandedOut(locked, _named(locked))
        good, bad = _being_paid(locked)
        if not good and not bad:
            raise Refused("Nothing of this batch is to be paid any more.")
        put_back = tuple(_described(payout) for payout in bad)
        for payout in bad:
            payout.state, payout.batch = State.REQUESTED, None
            payout.save(update_fields=["state", "batch"])
        if not good:
            return HandedOut(locked, locked.payouts.none(), put_back)
        locked.handed_out_at = now or timezone.now()
        locked.save(update_fields=["handed_out_at"])
        return HandedOut(locked, _named(locked), put_back)


def _named(batch: PayoutBatch) -> QuerySet[Payout]:
    """Return what the file of a batch that was handed out names."""
    later = Q(settled_at=None) | Q(settled_at__gte=batch.handed_out_at)
    return batch.payouts.filter(later).select_related("method").order_by("pk")


def _being_paid(batch: PayoutBatch) -> tuple[list[Payout], list[Payout]]:
    """Lock what is being paid in the batch; return what may be paid, and what must not be now."""
    waiting = Payout.objects.filter(batch=batch, state=State.IN_BATCH).select_related("user")
    rows = list(waiting.select_for_update(of=("self",)).order_by("pk"))
    payable = set(waiting.in_good_standing().values_list("pk", flat=True))
    good = [payout for payout in rows if payout.pk in payable]
    return good, [payout for payout in rows if payout.pk not in payable]


def _described(payout: Payout) -> str:
    """Name a payout that must not be paid now, whose it is, and why."""
    why = "suspended" if payout.user.is_suspended else "owes the site"
    return f"{payment_reference(payout)} of {payout.user.email} ({why})"


def mark_payout_paid(
    *, actor: User, payout: Payout, note: str = "", now: datetime | None = None
) -> Payout:
    """Record that the money of `payout` has left for the bank; its owner gets a mail.

    Raises Refused unless the payout is in a batch, and if its owner is suspended, unless the bank
    may have the batch already: what is paid is recorded, whoever got it.
    """
    with transaction.atomic():
        payout = lock_payout(payout, State.IN_BATCH)
        assert payout.batch is not None  # by constraint
        if payout.user.is_suspended and payout.batch.handed_out_at is None:
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
        settle(payout, State.PAID, actor=actor, note=note, moment=moment)
        tell_owner(payout, "payout_paid")
        return payout


def lock_batches(batches: QuerySet[PayoutBatch]) -> list[PayoutBatch]:
    """Return the batches with their rows locked, and all that marking them as paid moves.

    To be called first in a transaction that marks several; see `lock_payouts`.
    """
    ids = list(batches.order_by().values_list("pk", flat=True))
    rows = list(PayoutBatch.objects.filter(pk__in=ids).select_for_update().order_by("pk"))
    lock_payouts(Payout.objects.filter(batch__in=ids, state=State.IN_BATCH))
    return rows


def mark_batch_paid(
    *, actor: User, batch: PayoutBatch, now: datetime | None = None
) -> list[Payout]:
    """Record that the bank has paid the batch: each payout of its file that is still being paid.

    A batch whose file was never asked for counts as handed out with all that is in it. Raises
    Refused, naming them, if some of that must not be paid (nobody knows whether the bank has paid
    those), and if there is nothing to mark.
    """
    with transaction.atomic():
        locked = PayoutBatch.objects.select_for_update().get(pk=batch.pk)
        if locked.handed_out_at is None:
            _require_payable(locked)
        named = hand_out(batch=locked, now=now).payouts
        # Somebody else may have settled some while this waited for the lock.
        rows = [row for row in lock_payouts(named) if row.state == State.IN_BATCH]
        if not rows:
            raise Refused("Nothing in this batch is still being paid.")
        return [mark_payout_paid(actor=actor, payout=payout, now=now) for payout in rows]


def _require_payable(batch: PayoutBatch) -> None:
    """Raise Refused, naming them, if payouts of a batch never handed out must not be paid now."""
    good, bad = _being_paid(batch)
    if not good and not bad:
        raise Refused("Nothing in this batch is still being paid.")
    if bad:
        names = ", ".join(_described(payout) for payout in bad)
        raise Refused(
            f"This batch was never downloaded, and not all of it may be paid now: {names}. "
            "Download the batch, which puts them back to wait for another one, or mark them as "
            "failed. If the bank has paid them, reinstate who is suspended and mark them as paid "
            "one by one."
        )


def mark_payout_failed(
    *, actor: User, payout: Payout, reason: str, now: datetime | None = None
) -> Payout:
    """Return the money of `payout` to the wallet; its owner gets a mail with the reason.

    A bank may also send back what was paid: then the payment is reversed first. Raises Refused
    if the payout failed or was cancelled already, or no reason is given.
    """
    if not reason.strip():
        raise Refused("Say why the payout failed: its owner reads it.")
    with transaction.atomic():
        payout = lock_payout(payout, State.REQUESTED, State.IN_BATCH, State.PAID)
        moment = now or timezone.now()
        if payout.state == State.PAID:
            _take_back(payout, moment=moment)
        return_money(payout, moment=moment)
        settle(payout, State.FAILED, actor=actor, note=reason.strip(), moment=moment)
        tell_owner(payout, "payout_failed")
        return payout


def _take_back(payout: Payout, *, moment: datetime) -> None:
    """Reverse the payment: the bank has sent the money back."""
    paid = Transfer.objects.select_related("debit_account", "credit_account").get(
        reference=f"{payout.reference}:paid"
    )
    # Also the wallet that it goes on to: locked later, it could end in a deadlock with a
    # withdrawal asked for meanwhile.
    lock_accounts([paid.credit_account, paid.debit_account, wallet_for(payout.user)])
    post_transfer(
        Entry(
            kind=TransferKind.PAY_OUT,
            debit=paid.credit_account,
            credit=paid.debit_account,
            amount_minor=paid.amount_minor,
            reference=f"{paid.reference}:reversed",
            reversal_of=paid,
        ),
        now=moment,
    )
