"""A day of the past, for balances as they were."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils import timezone

from marketplace.kernel.forms import DayField, PlainForm

from ..past import EARLIEST


class PastDayForm(PlainForm, forms.Form):
    """Which day to look back to; today is the last one."""

    on = DayField(label="As of the end of")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on"].widget.attrs |= {
            "min": EARLIEST.isoformat(),
            "max": timezone.localdate().isoformat(),
        }

    def clean_on(self) -> date:
        """Refuse days to come, and those before there was anything."""
        day: date = self.cleaned_data["on"]
        if day > timezone.localdate():
            raise forms.ValidationError("This day is not over yet. Choose today or a day before.")
        if day < EARLIEST:
            raise forms.ValidationError(f"Choose a day from {EARLIEST.year} on.")
        return day
