"""The mails about money: why they are sent, and samples for the previews."""

from typing import Any

from marketplace.kernel.mail import register_mail

ABOUT_MONEY = "You get this mail because it is about money in your wallet."


def _payout_sample() -> dict[str, Any]:
    return {"amount_minor": 45_000, "destination": "Sample account 0000 1111 2222", "note": ""}


def _failed_payout_sample() -> dict[str, Any]:
    return _payout_sample() | {"note": "The bank does not know this account number."}


def _hold_sample() -> dict[str, Any]:
    return {"amount_minor": 40_500}


def _broken_sample() -> dict[str, Any]:
    return {"violations": ["balances sum to zero: the balances add up to 100"], "count": 1}


def register_mails() -> None:
    """Register every mail of the ledger."""
    register_mail("payout_paid", why=ABOUT_MONEY, sample=_payout_sample)
    register_mail("payout_failed", why=ABOUT_MONEY, sample=_failed_payout_sample)
    register_mail("hold_cleared", why=ABOUT_MONEY, sample=_hold_sample)
    register_mail(
        "ledger_broken", why="You get this mail because you moderate.", sample=_broken_sample
    )
