"""What people type to take money out."""

from __future__ import annotations

from typing import Any

from marketplace.kernel.forms import PlainForm
from marketplace.kernel.money import MoneyField, format_money

from .money import MoneyForm
from .proof import ProofForm


class WithdrawForm(PlainForm, ProofForm, MoneyForm):
    """How much to take out, and proof that it is still the owner who asks."""

    amount_minor = MoneyField(label="Amount")

    field_order = ["form_key", "amount_minor", "password", "code"]

    def __init__(self, *args: Any, balance_minor: int, least_minor: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        least, balance = format_money(least_minor), format_money(balance_minor)
        self.fields["amount_minor"].help_text = (
            f"Between {least} and {balance}, what your wallet holds."
            if least_minor < balance_minor
            else f"{balance}, all that your wallet holds."
        )
        for name in {"password", "code"} & self.fields.keys():
            field = self.fields[name]
            field.help_text = (
                field.help_text
                or "Asked again so that nobody empties your wallet at an unlocked screen."
            )
