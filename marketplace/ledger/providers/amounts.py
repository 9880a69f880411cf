"""Amounts as Stripe counts them, which is not always in the currency's own minor units."""

from payments.stripe.providers import zero_decimal_currency

from marketplace.kernel.money import exponent

# Source: docs.stripe.com/currencies, "Three-decimal currencies".
THREE_DECIMALS = frozenset({"bhd", "jod", "kwd", "omr", "tnd"})
# Stripe's page lists it as having no decimals and asks for two of them further down.
CONTRADICTED = frozenset({"ugx"})


def _shift(currency: str) -> int:
    """Return how many decimals more than we Stripe writes in this currency."""
    decimals = 2
    if currency.lower() in THREE_DECIMALS:
        decimals = 3
    elif currency.lower() in zero_decimal_currency:
        decimals = 0
    return decimals - exponent(currency.upper())


def step_minor(currency: str) -> int:
    """Return what an amount has to be a multiple of for Stripe, in minor units.

    Of three decimals, Stripe takes a zero for the last one only.
    """
    return 10 if currency.lower() in THREE_DECIMALS and _shift(currency) == 0 else 1


def is_counted_by_stripe(currency: str) -> bool:
    """Whether amounts in this currency can be told to Stripe beyond doubt."""
    return currency.lower() not in CONTRADICTED and _shift(currency) >= 0


def to_stripe(amount_minor: int, currency: str) -> int:
    """Return minor units in Stripe's units: 500 ISK, which has no decimals, are 50000."""
    return amount_minor * int(10 ** _shift(currency))


def from_stripe(amount: int, currency: str) -> int:
    """Return an amount of Stripe's in minor units; what is left over counts as a whole one."""
    return -(-amount // int(10 ** _shift(currency)))
