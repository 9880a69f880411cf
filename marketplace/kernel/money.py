"""Money: integer minor units of the site's one currency. No floats anywhere.

Symbols and the number of decimals come from CLDR through Babel.
"""

import re
from decimal import Decimal, InvalidOperation
from functools import cache
from typing import Any

from babel.core import UnknownLocaleError
from babel.numbers import UnknownCurrencyError, get_currency_precision, get_currency_symbol
from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError

# The largest amount anybody may type or store: ten billion with two decimals.
MAX_AMOUNT_MINOR = 10**12
MINUS = "\N{MINUS SIGN}"

# Thousands separators are allowed only where they belong, so that "1,50" is never read as 150.
TYPED_AMOUNT = re.compile(r"[+-]?(?:\d+|\d{1,3}(?:,\d{3})+)?(?:\.\d*)?")


@cache
def _traits(currency: str) -> tuple[str, int]:
    """Return symbol and number of decimals of an ISO 4217 currency."""
    try:
        symbol = get_currency_symbol(currency, locale="en_US")
    except (UnknownCurrencyError, UnknownLocaleError):
        symbol = currency
    # A symbol made of letters needs air: "CHF 5.00", but "$5.00" and "CA$5.00".
    if symbol[-1:].isalpha():
        symbol += "\N{NO-BREAK SPACE}"
    return symbol, get_currency_precision(currency)


def exponent(currency: str | None = None) -> int:
    """Return how many decimals the currency has: 2 for USD, 0 for JPY."""
    return _traits(currency or settings.CURRENCY)[1]


def symbol(currency: str | None = None) -> str:
    """Return the currency's symbol, as it stands beside a form field."""
    return _traits(currency or settings.CURRENCY)[0].strip()


def to_minor(amount: Decimal, currency: str | None = None) -> int:
    """Return a major amount in minor units.

    Raises ValueError for anything but a finite Decimal with no more decimals than the currency
    has: rounding somebody's money is not this function's decision.
    """
    if not isinstance(amount, Decimal) or not amount.is_finite():
        raise ValueError(f"not an amount: {amount!r}")
    minor = amount.scaleb(exponent(currency))
    if minor != minor.to_integral_value():
        raise ValueError(f"{amount} has more decimals than the currency")
    return int(minor)


def to_major(amount_minor: int, currency: str | None = None) -> Decimal:
    """Return minor units as a Decimal in major units, with all of the currency's decimals."""
    return Decimal(amount_minor).scaleb(-exponent(currency))


def format_money(amount_minor: int, currency: str | None = None) -> str:
    """Return an amount as people read it: "$1,200.00", with a minus sign before the symbol."""
    before, decimals = _traits(currency or settings.CURRENCY)
    whole, rest = divmod(abs(amount_minor), 10**decimals)
    fraction = f".{rest:0{decimals}d}" if decimals else ""
    return f"{MINUS if amount_minor < 0 else ''}{before}{whole:,}{fraction}"


def validate_amount_minor(value: int) -> None:
    """Raise ValidationError unless `value` minor units is an amount that can be true."""
    if value < 0:
        raise ValidationError("An amount cannot be negative.", code="negative")
    if value > MAX_AMOUNT_MINOR:
        raise ValidationError(_too_much(MAX_AMOUNT_MINOR), code="max_value")


def _too_much(max_minor: int) -> str:
    return f"Enter {format_money(max_minor)} or less."


class MoneyInput(forms.TextInput):
    """A text field with the currency's symbol in front and a numeric keypad on phones."""

    template_name = "kernel/money_input.html"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"inputmode": "decimal", "autocomplete": "off"} | (attrs or {}))

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Add the symbol for the template."""
        return super().get_context(name, value, attrs) | {
            "symbol": symbol(),
            "currency": settings.CURRENCY,
        }


class MoneyField(forms.DecimalField):
    """People type major units ("450", "1,450.50"); the cleaned value is int minor units.

    Initial values are minor units too, so the field serves model fields ending in `_minor`.
    """

    widget = MoneyInput
    default_error_messages = {"invalid": "Enter an amount as a number, such as 450 or 450.50."}

    def __init__(
        self, *, min_minor: int = 0, max_minor: int = MAX_AMOUNT_MINOR, **kwargs: Any
    ) -> None:
        self.min_minor = min_minor
        self.max_minor = max_minor
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> Decimal | None:  # type: ignore[override]  # major units
        """Return what was typed as a Decimal in major units."""
        if value in self.empty_values:
            return None
        typed = str(value).strip().removeprefix(symbol()).strip()
        digits = typed.replace(",", "")
        if len(typed) > 40 or not TYPED_AMOUNT.fullmatch(typed) or not digits.isascii():
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        try:
            return Decimal(digits)
        except InvalidOperation as error:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from error

    def validate(self, value: Decimal | None) -> None:
        """Refuse too many decimals and amounts outside the field's range."""
        if value is None:
            forms.Field.validate(self, value)
            return
        try:
            minor = to_minor(value)
        except ValueError as error:
            raise ValidationError(self._decimals_message(), code="decimals") from error
        if minor < self.min_minor:
            least = format_money(self.min_minor)
            raise ValidationError(f"Enter {least} or more.", code="min_value")
        if minor > self.max_minor:
            raise ValidationError(_too_much(self.max_minor), code="max_value")

    def clean(self, value: Any) -> int | None:
        """Return minor units, or None where an optional field is empty."""
        major = super().clean(value)
        return None if major is None else to_minor(major)

    def prepare_value(self, value: Any) -> Any:
        """Show stored minor units as major units; leave what was typed as it was typed."""
        if isinstance(value, int) and not isinstance(value, bool):
            return str(to_major(value))
        return value

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Compare in minor units; an empty field equals none, even where one is required."""
        try:
            typed = None if data in self.empty_values else self.clean(data)
            return self.disabled is False and typed != initial
        except ValidationError:
            return True

    def _decimals_message(self) -> str:
        decimals = exponent()
        if not decimals:
            return f"Enter a whole amount; {settings.CURRENCY} has no smaller unit."
        return f"Enter at most {decimals} decimals."
