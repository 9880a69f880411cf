"""What people type to move money in."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms

from marketplace.kernel.money import MoneyField, format_money

from ..limits import MAX_DEPOSIT_MINOR, MIN_DEPOSIT_MINOR


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
