"""Money keeps an account open: what is there, and what may still come."""

from django.utils import timezone

from accounts.models import User
from marketplace.kernel.components.times import exact
from marketplace.kernel.money import format_money
from marketplace.ledger.models import Account, Deposit


def unsettled_balances(user: User) -> list[str]:
    """Return a sentence for each of the user's ledger accounts that is not at zero."""
    unsettled = Account.objects.of_user(user).exclude(balance_minor=0).order_by("kind")
    return [
        f"{account.get_kind_display()}: {format_money(account.balance_minor)}. "
        "Every balance has to be zero first."
        for account in unsettled
    ]


def payable_deposits(user: User) -> list[str]:
    """Return a sentence for each deposit of the user that can still be paid.

    Nobody could get at the money that came afterwards.
    """
    payable = Deposit.objects.of_user(user).payable(now=timezone.now()).order_by("pk")
    return [
        f"You began to deposit {format_money(deposit.amount_minor)}, which can still be paid "
        f"until {exact(deposit.payable_until)}. Wait until then."
        for deposit in payable
    ]
