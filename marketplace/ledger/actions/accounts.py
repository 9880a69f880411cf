"""Opening accounts. An account is opened the first time it is needed and never closed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..models import SITE_KINDS, USER_KINDS, Account, AccountKind

if TYPE_CHECKING:
    from accounts.models import User


def open_escrow() -> Account:
    """Open and return a new, empty escrow account, for one ad."""
    return Account.objects.create(kind=AccountKind.ESCROW)


def wallet_for(user: User) -> Account:
    """Return the user's wallet, opened if there is none yet."""
    return account_for(user=user, kind=AccountKind.WALLET)


def account_for(*, user: User, kind: AccountKind) -> Account:
    """Return the user's account of `kind`, opened if there is none yet.

    Raises ValueError for a kind that users do not have.
    """
    if kind not in USER_KINDS:
        raise ValueError(f"users have no account of kind {kind}")
    account, _ = Account.objects.get_or_create(user=user, kind=kind)
    return account


def site_account(kind: AccountKind) -> Account:
    """Return the site's only account of `kind`, opened if there is none yet.

    Raises ValueError for a kind that is not the site's.
    """
    if kind not in SITE_KINDS:
        raise ValueError(f"the site has no account of kind {kind}")
    account, _ = Account.objects.get_or_create(kind=kind)
    return account
