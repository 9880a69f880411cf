"""Money is read, written and shown exactly."""

from decimal import Decimal

import pytest
from django import forms
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from marketplace.kernel.money import (
    MAX_AMOUNT_MINOR,
    MoneyField,
    exponent,
    format_money,
    symbol,
    to_major,
    to_minor,
    validate_amount_minor,
)


class PriceForm(forms.Form):
    price_minor = MoneyField(min_minor=100, label="Price")


@pytest.mark.parametrize(
    ("amount_minor", "currency", "shown"),
    [
        (120_000, "USD", "$1,200.00"),
        (5, "USD", "$0.05"),
        (0, "USD", "$0.00"),
        (-500, "USD", "\N{MINUS SIGN}$5.00"),
        (-5, "EUR", "\N{MINUS SIGN}€0.05"),
        (1_234_567, "JPY", "¥1,234,567"),
        (1_500, "KWD", "KWD\N{NO-BREAK SPACE}1.500"),
        (1_500, "CHF", "CHF\N{NO-BREAK SPACE}15.00"),
    ],
)
def test_amounts_are_shown_with_symbol_separators_and_all_decimals(amount_minor, currency, shown):
    assert format_money(amount_minor, currency) == shown


def test_the_sites_currency_is_the_default(settings):
    settings.CURRENCY = "JPY"
    assert (format_money(1200), exponent(), symbol()) == ("¥1,200", 0, "¥")


@given(st.integers(-MAX_AMOUNT_MINOR, MAX_AMOUNT_MINOR), st.sampled_from(["USD", "JPY", "KWD"]))
def test_minor_to_major_and_back_loses_nothing(amount_minor, currency):
    assert to_minor(to_major(amount_minor, currency), currency) == amount_minor


@pytest.mark.parametrize("bad", [Decimal("1.005"), Decimal("NaN"), Decimal("Infinity"), 4.5, "4"])
def test_to_minor_refuses_what_is_no_exact_amount(bad):
    with pytest.raises(ValueError, match="amount|decimals"):
        to_minor(bad, "USD")


@pytest.mark.parametrize(
    ("typed", "minor"),
    [
        ("450", 45_000),
        ("450.5", 45_050),
        (" 1,450.50 ", 145_050),
        ("$450", 45_000),
        ("12,345,678", 1_234_567_800),
        ("1.", 100),
        ("10000000000", MAX_AMOUNT_MINOR),
    ],
)
def test_people_type_major_units_and_get_minor_ones(typed, minor):
    form = PriceForm({"price_minor": typed})
    assert form.is_valid()
    assert form.cleaned_data == {"price_minor": minor}
    assert type(form.cleaned_data["price_minor"]) is int


@pytest.mark.parametrize(
    ("typed", "error"),
    [
        ("", "This field is required."),
        ("1,50", "Enter an amount as a number, such as 450 or 450.50."),
        ("NaN", "Enter an amount as a number, such as 450 or 450.50."),
        ("1e5", "Enter an amount as a number, such as 450 or 450.50."),
        (".", "Enter an amount as a number, such as 450 or 450.50."),
        ("$", "Enter an amount as a number, such as 450 or 450.50."),
        ("٤٥٠", "Enter an amount as a number, such as 450 or 450.50."),
        ("1\x00", "Enter an amount as a number, such as 450 or 450.50."),
        ("9" * 5000, "Enter an amount as a number, such as 450 or 450.50."),
        ("4.505", "Enter at most 2 decimals."),
        ("-5", "Enter $1.00 or more."),
        ("0.99", "Enter $1.00 or more."),
        ("10000000000.01", "Enter $10,000,000,000.00 or less."),
    ],
)
def test_what_is_no_amount_is_refused_at_the_field(typed, error):
    form = PriceForm({"price_minor": typed})
    assert form.errors == {"price_minor": [error]}


@given(st.text(max_size=60))
def test_no_text_breaks_the_field(typed):
    form = PriceForm({"price_minor": typed})
    assert form.is_valid() is not bool(form.errors)


def test_a_currency_without_cents_takes_whole_amounts_only(settings):
    settings.CURRENCY = "JPY"
    assert PriceForm({"price_minor": "450"}).is_valid()
    form = PriceForm({"price_minor": "450.5"})
    assert form.errors == {"price_minor": ["Enter a whole amount; JPY has no smaller unit."]}


def test_a_stored_amount_is_shown_in_major_units_beside_the_symbol():
    html = PriceForm(initial={"price_minor": 45_050}).as_p()
    assert '<span class="input-group-text" title="USD">$</span>' in html
    assert 'value="450.50"' in html


def test_what_was_typed_is_shown_again_as_it_was_typed():
    assert 'value="45o"' in PriceForm({"price_minor": "45o"}).as_p()


@pytest.mark.parametrize(("typed", "changed"), [("450", False), ("450.01", True), ("x", True)])
def test_a_change_is_seen_in_minor_units(typed, changed):
    form = PriceForm({"price_minor": typed}, initial={"price_minor": 45_000})
    assert form.has_changed() is changed


def test_an_optional_amount_may_be_left_out():
    assert MoneyField(required=False).clean("") is None


@pytest.mark.parametrize("bad", [-1, MAX_AMOUNT_MINOR + 1])
def test_models_refuse_impossible_amounts(bad):
    with pytest.raises(ValidationError):
        validate_amount_minor(bad)
