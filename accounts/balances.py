"""Money keeps an account open."""

from accounts.models import User
from marketplace.kernel.money import format_money
from marketplace.ledger.models import Account


def unsettled_balances(user: User) -> list[str]:
    """Return a sentence for each of the user's ledger accounts that is not at zero."""
    unsettled = Account.objects.of_user(user).exclude(balance_minor=0).order_by("kind")
    return [
        f"{account.get_kind_display()}: {format_money(account.balance_minor)}. "
        "Every balance has to be zero first."
        for account in unsettled
    ]
