"""The mails about money: why they are sent, and samples for the previews."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from marketplace.kernel.mail import register_mail
from marketplace.kernel.mail.topics import Required, Topic

from .debts import Repayment

ABOUT_SAFETY = "You get this mail because it is about the safety of your money."
ABOUT_MONEY = "You get this mail because it is about money in your wallet."
ABOUT_MODERATING = "You get this mail because you moderate."


def _payout_sample() -> dict[str, Any]:
    return {"amount_minor": 45_000, "destination": "Sample account 0000 1111 2222", "note": ""}


def _failed_payout_sample() -> dict[str, Any]:
    return _payout_sample() | {"note": "The bank does not know this account number."}


def _hold_sample() -> dict[str, Any]:
    return {"amount_minor": 40_500}


def _method_sample() -> dict[str, Any]:
    return {
        "label": "Sample Person, IBAN DE… 3000",
        "usable_at": datetime(2026, 11, 3, 9, 30, tzinfo=UTC),
    }


def _charged_back_sample() -> dict[str, Any]:
    return {
        "amount_minor": 100_000,
        "deposit_minor": 100_000,
        "owed_minor": 35_000,
        "repayment": Repayment(35_000),
        "reason": "The card holder does not know the payment.",
    }


def _reinstated_sample() -> dict[str, Any]:
    return {"amount_minor": 100_000, "deposit_minor": 100_000, "owed_minor": 0, "reason": ""}


def _misfit_sample() -> dict[str, Any]:
    return {
        "problem": "Stripe took 45000 usd, the deposit asked for 50000 usd.",
        "subject": "cs_test_sample",
        "deposit_pk": 7,
        "amount_minor": 50_000,
    }


def _debt_sample() -> dict[str, Any]:
    return {
        "who": "sponsor@example.com",
        "payer_pk": 7,
        "amount_minor": 100_000,
        "owed_minor": 35_000,
        "waiting_minor": 40_500,
    }


def _broken_sample() -> dict[str, Any]:
    return {"violations": ["balances sum to zero: the balances add up to 100"], "count": 1}


# Kind → why the reader gets it, what about it can be chosen, and its sample.
MAILS: dict[str, tuple[str, Topic | Required, Callable[[], dict[str, Any]]]] = {
    "payout_paid": (ABOUT_MONEY, Topic.MONEY, _payout_sample),
    "payout_failed": (ABOUT_MONEY, Required.MONEY_AT_RISK, _failed_payout_sample),
    "hold_cleared": (ABOUT_MONEY, Topic.MONEY, _hold_sample),
    "payout_method_changed": (ABOUT_SAFETY, Required.PAYOUT_DETAILS, _method_sample),
    "deposit_charged_back": (ABOUT_MONEY, Required.MONEY_AT_RISK, _charged_back_sample),
    "deposit_reinstated": (ABOUT_MONEY, Topic.MONEY, _reinstated_sample),
    "ledger_broken": (ABOUT_MODERATING, Required.MODERATING, _broken_sample),
    "debt_arose": (ABOUT_MODERATING, Required.MODERATING, _debt_sample),
    "deposit_misfit": (ABOUT_MODERATING, Required.MODERATING, _misfit_sample),
}


def register_mails() -> None:
    """Register every mail of the ledger."""
    for kind, (why, about, sample) in MAILS.items():
        if isinstance(about, Topic):
            register_mail(kind, why=why, topic=about, sample=sample)
        else:
            register_mail(kind, why=why, required=about, sample=sample)
