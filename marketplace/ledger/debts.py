"""What a user owes the site, and what they may not do meanwhile."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from marketplace.kernel.errors import Refused
from marketplace.kernel.money import format_money

from .limits import nearest_deposit_minor
from .models import Account, AccountKind

if TYPE_CHECKING:
    from accounts.models import User


def owed_minor(user: User) -> int:
    """Return what the user owes the site, in minor units; 0 for nearly everybody."""
    return -Account.objects.of_user(user).of_kind(AccountKind.RECEIVABLE).total_minor()


@dataclass(frozen=True, slots=True)
class Repayment:
    """The deposit by which `owed_minor` is paid, or as much of it as one deposit may be."""

    owed_minor: int

    @property
    def deposit_minor(self) -> int:
        """How much to deposit, in minor units."""
        return nearest_deposit_minor(self.owed_minor)

    @property
    def why(self) -> str:
        """Why that is not what is owed; empty where it is."""
        amount = format_money(self.deposit_minor)
        if self.deposit_minor > self.owed_minor:
            return f"{amount} is the least deposit that covers it. What you do not owe stays yours."
        if self.deposit_minor < self.owed_minor:
            return f"{amount} is the most you can deposit at a time. Deposit the rest after it."
        return ""


def require_no_debt(user: User) -> None:
    """Raise Refused, saying how much and how to mend it, if the user owes the site."""
    if owed := owed_minor(user):
        raise Refused(
            f"You owe {format_money(owed)} because a payment was taken back. "
            "Deposit that first; your wallet page tells how it came about."
        )
