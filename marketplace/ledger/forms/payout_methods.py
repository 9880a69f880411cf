"""What people type to be paid: a bank account, or another way."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms

from marketplace.kernel.errors import Refused
from marketplace.kernel.forms import PlainForm

from ..banks import clean_bic, clean_iban
from ..models import PayoutMethod
from .proof import ProofForm


class PayoutMethodForm(PlainForm, ProofForm):
    """Where money goes. Only the fields of the chosen kind count; the others may hold anything."""

    fieldsets: ClassVar[list[tuple[str, list[str]]]] = [
        ("Who is paid", ["kind", "holder"]),
        ("Bank account with IBAN", ["iban", "bic"]),
        ("Another way", ["details"]),
        ("Confirm that it is you", ["password", "code"]),
    ]

    kind = forms.ChoiceField(
        label="Paid to", choices=PayoutMethod.Kind.choices, widget=forms.RadioSelect
    )
    holder = forms.CharField(
        label="Account holder", max_length=70, help_text="As the bank or service knows the name."
    )
    iban = forms.CharField(
        label="IBAN",
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        help_text="With or without blanks.",
    )
    bic = forms.CharField(
        label="BIC",
        max_length=20,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        help_text="Found by itself for most banks.",
    )
    details = forms.CharField(
        label="How to pay you",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": "3"}),
        help_text="Account number and bank, or the service and your name there. "
        "A person reads this and pays by it.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.is_bound:
            kind = self.data.get("kind")
            self.fields["iban"].required = kind == PayoutMethod.Kind.IBAN
            self.fields["details"].required = kind == PayoutMethod.Kind.OTHER

    def clean(self) -> dict[str, Any]:
        """Check the fields of the chosen kind, and empty the others."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        kind = cleaned.get("kind")
        if kind == PayoutMethod.Kind.IBAN:
            cleaned["details"] = ""
            self._clean_account(cleaned)
        elif kind == PayoutMethod.Kind.OTHER:
            cleaned["iban"] = cleaned["bic"] = ""
        return cleaned

    def _clean_account(self, cleaned: dict[str, Any]) -> None:
        """Put IBAN and BIC into the form banks use, or say at each what is wrong."""
        if {"iban", "bic"} & self.errors.keys():
            return
        try:
            cleaned["iban"] = clean_iban(cleaned["iban"])
            cleaned["bic"] = clean_bic(cleaned["bic"], iban=cleaned["iban"])
        except Refused as refusal:
            self.add_error(refusal.field, str(refusal))
