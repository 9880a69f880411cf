"""The platform's part of released money.

The rule: fee = floor(gross * fee_bps / 10,000), the payee gets the rest. Rounding down means
that no cent is made or lost and that a part of a cent is never charged.
"""

BPS_PER_WHOLE = 10_000


def rate_text(fee_bps: int) -> str:
    """Return a rate in basis points as a page shows it: "10 %", "2.5 %"."""
    return f"{fee_bps / 100:g} %"


def split_fee(gross_minor: int, fee_bps: int) -> tuple[int, int]:
    """Split `gross_minor` (minor units) by `fee_bps` (basis points): return (fee, net).

    Raises ValueError for a negative amount, or for a rate below 0 or above 100 %.
    """
    if gross_minor < 0:
        raise ValueError(f"gross_minor is negative: {gross_minor}")
    if not 0 <= fee_bps <= BPS_PER_WHOLE:
        raise ValueError(f"fee_bps is not between 0 and {BPS_PER_WHOLE}: {fee_bps}")
    fee_minor = gross_minor * fee_bps // BPS_PER_WHOLE
    return fee_minor, gross_minor - fee_minor


def split_tax(gross_minor: int, tax_bps: int) -> tuple[int, int]:
    """Split an amount (minor units) that contains tax of `tax_bps`: return (net, tax).

    The rule: tax = gross * rate / (10,000 + rate), rounded half up to the minor unit, as EU VAT
    allows per invoice line; net is the rest, so that both add up to what was charged.
    """
    if gross_minor < 0 or tax_bps < 0:
        raise ValueError(f"negative amount or rate: {gross_minor}, {tax_bps}")
    whole = BPS_PER_WHOLE + tax_bps
    tax_minor = (2 * gross_minor * tax_bps + whole) // (2 * whole)
    return gross_minor - tax_minor, tax_minor
