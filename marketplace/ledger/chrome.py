"""What the ledger adds to every page's frame."""

from collections.abc import Mapping

from django.db.models.expressions import Combinable
from django.http import HttpRequest

from marketplace.kernel.context import READER, Question, value_of

from .models import Account, AccountKind


def wallet_balance(request: HttpRequest) -> Mapping[str, Question]:
    """Return the balance beside the navigation, for those who have a wallet to look at."""
    user = request.user
    if not user.is_authenticated or user.is_staff:
        return {}
    return {"wallet_balance_minor": balance}


def balance() -> Combinable:
    """Read the balance; a user has one wallet, by constraint."""
    wallet = Account.objects.filter(user=READER, kind=AccountKind.WALLET)
    return value_of(wallet, "balance_minor")
