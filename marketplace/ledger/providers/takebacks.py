"""Refunds and disputes: what Stripe took back of a deposit, told in any order.

A charge's event carries the sum of its refunds so far, a refund's event whether that refund
failed, a dispute's event how far that dispute is: nothing moved, withdrawn, given back. None of
them goes backwards, so keeping the furthest of each makes repeats and old events harmless.
"""

from typing import Any

from .. import actions
from ..models import Deposit
from .alarms import report_misfit
from .amounts import from_stripe

REFUNDED = "charge.refunded"
REFUND_EVENTS = frozenset(
    {"refund.created", "refund.updated", "refund.failed", "charge.refund.updated"}
)
WITHDRAWN = "charge.dispute.funds_withdrawn"
REINSTATED = "charge.dispute.funds_reinstated"
DISPUTE_EVENTS = frozenset(
    {"charge.dispute.created", WITHDRAWN, REINSTATED, "charge.dispute.closed"}
)
TAKEBACK_EVENTS = frozenset({REFUNDED}) | REFUND_EVENTS | DISPUTE_EVENTS

# How far a dispute is.
OPEN, TAKEN, GIVEN_BACK = range(3)

WHY_REFUNDED = "The payment was refunded to you outside this site."
WHY_DISPUTED = "The bank took the payment back because it was disputed."


def take_back(deposit: Deposit, kind: str, subject: dict[str, Any]) -> None:
    """Note what a charge, a refund or a dispute says, and move what is new; the row must be locked.

    Before the deposit is credited the note is only kept: `catch_up` moves it then.
    """
    if subject.get("currency") != deposit.currency.lower():
        problem = f"{kind} came in {subject.get('currency')}, not {deposit.currency.lower()}."
        report_misfit(deposit, problem, subject=str(subject.get("id")))
        return
    before = _total_minor(deposit)
    _note(deposit, kind, subject)
    total = _total_minor(deposit)
    if total > deposit.amount_minor:
        problem = "Refunds and disputes together took more than was paid in."
        report_misfit(deposit, problem, subject=str(subject.get("id")))
    if not deposit.is_credited or total == before:
        return
    if total > before:
        reason = WHY_DISPUTED if kind in DISPUTE_EVENTS else WHY_REFUNDED
        actions.charge_back_deposit(deposit_id=deposit.pk, total_minor=total, reason=reason)
    else:
        actions.reinstate_deposit(deposit_id=deposit.pk, total_minor=total)


def catch_up(deposit: Deposit) -> None:
    """Move what was taken back before the payment's own event came."""
    notes = _notes(deposit)
    total = _total_minor(deposit)
    if total:
        reason = WHY_DISPUTED if notes["disputes"] else WHY_REFUNDED
        actions.charge_back_deposit(deposit_id=deposit.pk, total_minor=total, reason=reason)


def _notes(deposit: Deposit) -> dict[str, Any]:
    """Return what is noted, in minor units.

    `refunded` is the sum Stripe gave, `refunds` is amount and failure by refund, `disputes` is
    amount and stage by dispute.
    """
    empty: dict[str, Any] = {"refunded": 0, "refunds": {}, "disputes": {}}
    noted: dict[str, Any] = getattr(deposit.attrs, "taken_back", empty)
    return noted


def _note(deposit: Deposit, kind: str, subject: dict[str, Any]) -> None:
    """Add an event's news to what is noted."""
    notes = _notes(deposit)
    if kind == REFUNDED:
        refunded = from_stripe(subject["amount_refunded"], deposit.currency)
        notes["refunded"] = max(notes["refunded"], refunded)
    else:
        known = notes["refunds" if kind in REFUND_EVENTS else "disputes"]
        stage = _has_failed(subject) if kind in REFUND_EVENTS else _stage(kind, subject)
        _, furthest = known.get(subject["id"], (0, 0))
        amount = from_stripe(subject["amount"], deposit.currency)
        known[subject["id"]] = (amount, max(furthest, stage))
    deposit.attrs.taken_back = notes
    deposit.save(update_fields=["extra_data"])


def _has_failed(refund: dict[str, Any]) -> bool:
    """Whether the money of a refund came back to the provider."""
    return refund.get("status") in ("failed", "canceled")


def _stage(kind: str, dispute: dict[str, Any]) -> int:
    """Return how far a dispute is by one event: its kind, its state, the moves of money so far."""
    moves = len(dispute.get("balance_transactions") or [])
    if kind == REINSTATED or dispute.get("status") == "won" or moves > 1:
        return GIVEN_BACK
    return TAKEN if kind == WITHDRAWN or moves else OPEN


def _total_minor(deposit: Deposit) -> int:
    """Return what is taken back altogether, in minor units."""
    notes = _notes(deposit)
    refunds = notes["refunds"].values()
    # Stripe's sum may come before the events of its refunds, or after, or not at all.
    refunded = max(notes["refunded"], sum(amount for amount, _ in refunds))
    failed = sum(amount for amount, has_failed in refunds if has_failed)
    disputed = sum(amount for amount, stage in notes["disputes"].values() if stage == TAKEN)
    return int(refunded - failed + disputed)
