"""What people type to move money in and out."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings

from marketplace.kernel.money import MoneyField, format_money

from .limits import MAX_DEPOSIT_MINOR, MIN_DEPOSIT_MINOR

if TYPE_CHECKING:
    from accounts.models import User


class MoneyForm(forms.Form):
    """A form that names itself, so that sending it twice moves money once."""

    form_key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["form_key"].initial = uuid.uuid4


class DepositForm(MoneyForm):
    """How much to pay in."""

    amount_minor = MoneyField(
        label="Amount", min_minor=MIN_DEPOSIT_MINOR, max_minor=MAX_DEPOSIT_MINOR
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields[
            "amount_minor"
        ].help_text = (
            f"Between {format_money(MIN_DEPOSIT_MINOR)} and {format_money(MAX_DEPOSIT_MINOR)}."
        )


class WithdrawForm(MoneyForm):
    """How much to take out, where to, and proof that it is still the owner who asks."""

    amount_minor = MoneyField(label="Amount")
    destination = forms.CharField(
        label="Pay to",
        min_length=8,
        max_length=200,
        help_text="Name of the account holder and account number, as your bank writes them.",
    )
    password = forms.CharField(
        label="Your password",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        help_text="Asked again so that nobody empties your wallet at an unlocked screen.",
    )

    def __init__(self, *args: Any, user: User, balance_minor: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.balance_minor = balance_minor
        self.fields["amount_minor"].help_text = (
            f"Between {format_money(settings.MIN_PAYOUT_MINOR)} and {format_money(balance_minor)}, "
            "what your wallet holds."
        )

    def clean_password(self) -> str:
        """Refuse any password but the user's own."""
        password: str = self.cleaned_data["password"]
        if not self.user.check_password(password):
            raise forms.ValidationError("This is not your password. Type it again.")
        return password
