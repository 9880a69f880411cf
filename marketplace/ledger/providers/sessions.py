"""What a Checkout session says about the deposit it was made for."""

from typing import Any

from payments import PaymentStatus

from ..models import Deposit
from .alarms import report_misfit
from .amounts import to_stripe
from .takebacks import catch_up

# Of a session we keep what a later event is compared with, and nothing about the payer.
KEPT = ("id", "url", "status", "payment_status", "payment_intent", "amount_total", "currency")


def kept(session: dict[str, Any]) -> dict[str, Any]:
    """Return the part of a session that is stored with its deposit."""
    return {name: session.get(name) for name in KEPT}


def session_id(deposit: Deposit) -> str:
    """Return the id of the session made for this deposit, or "" if there is none yet."""
    return str(getattr(deposit.attrs, "session", {}).get("id") or "")


def take_session(deposit: Deposit, session: dict[str, Any], *, has_failed: bool = False) -> None:
    """Bring a deposit to where its session stands; the row must be locked.

    A session that is paid confirms the deposit, whatever was said of it before, if amount and
    currency are the deposit's; if they are not, nothing moves and the moderators are told. One
    that expired, or whose payment `has_failed` later, rejects a deposit that is not credited.
    """
    if session.get("payment_status") == "paid":
        _take_payment(deposit, session)
    elif (has_failed or session.get("status") == "expired") and _is_ours(deposit, session):
        deposit.change_status(PaymentStatus.REJECTED)


def _take_payment(deposit: Deposit, session: dict[str, Any]) -> None:
    """Confirm the deposit if what was paid is what it asked for."""
    problem = _misfit(deposit, session)
    if problem:
        report_misfit(deposit, problem, subject=str(session.get("id")))
        return
    if deposit.is_credited:
        return
    deposit.attrs.session = kept(session)
    # From now on events name the payment, no longer the session.
    deposit.transaction_id = session.get("payment_intent") or deposit.transaction_id
    deposit.captured_amount = deposit.total
    deposit.save(update_fields=["extra_data", "transaction_id", "captured_amount"])
    deposit.change_status(PaymentStatus.CONFIRMED)
    catch_up(deposit)


def _is_ours(deposit: Deposit, session: dict[str, Any]) -> bool:
    """Whether the session is the one made for this deposit, as far as we know."""
    return session_id(deposit) in ("", session.get("id"))


def _misfit(deposit: Deposit, session: dict[str, Any]) -> str:
    """Return what keeps a paid session from confirming this deposit, or ""."""
    if not _is_ours(deposit, session):
        return "The payment was made through another checkout than the deposit's own."
    asked = (to_stripe(deposit.amount_minor, deposit.currency), deposit.currency.lower())
    paid = (session.get("amount_total"), session.get("currency"))
    if asked != paid:
        return f"Stripe took {paid[0]} {paid[1]}, the deposit asked for {asked[0]} {asked[1]}."
    return ""
