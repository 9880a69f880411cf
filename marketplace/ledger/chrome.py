"""What the ledger adds to every page's frame."""

from collections.abc import Mapping

from django.http import HttpRequest

from .models import Account, AccountKind


def wallet_balance(request: HttpRequest) -> Mapping[str, int]:
    """Return the balance beside the navigation, for those who have a wallet to look at."""
    user = request.user
    if not user.is_authenticated or user.is_staff:
        return {}
    wallet = Account.objects.of_user(user).of_kind(AccountKind.WALLET)
    return {"wallet_balance_minor": wallet.total_minor()}
