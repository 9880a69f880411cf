"""Whom documents are made out to."""

from __future__ import annotations

from django import forms

from marketplace.kernel.countries import countries
from marketplace.kernel.forms import PlainForm


def _country_choices() -> list[tuple[str, str]]:
    return [("", "Choose a country"), *countries().items()]


class BillingForm(PlainForm, forms.Form):
    """What invoices and receipts say of the user. Left empty, they say the name alone."""

    name = forms.CharField(
        label="Legal name",
        max_length=120,
        required=False,
        help_text="Your own name, or your company's as it is registered.",
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )
    street = forms.CharField(
        label="Street and number",
        max_length=120,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "street-address"}),
    )
    postcode = forms.CharField(
        max_length=20,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "postal-code"}),
    )
    city = forms.CharField(
        max_length=80,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "address-level2"}),
    )
    country = forms.ChoiceField(
        choices=_country_choices,
        required=False,
        widget=forms.Select(attrs={"autocomplete": "country"}),
    )
    tax_number = forms.CharField(
        label="Tax number",
        max_length=60,
        required=False,
        help_text=(
            "In the European Union your VAT number, elsewhere the number your invoices carry. "
            "Its check digits are checked where your country's rules are known, otherwise only "
            "its length and characters."
        ),
    )
