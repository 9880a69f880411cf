"""What must be true of the operator's details before documents carry them."""

from typing import Any

from django.conf import settings
from django.core import checks
from django.core.checks import CheckMessage, Error, register

from marketplace.kernel.countries import countries
from marketplace.kernel.errors import Refused

from .fees import BPS_PER_WHOLE
from .tax_numbers import clean_tax_number


@register
def operator_is_who_documents_can_name(**kwargs: Any) -> list[CheckMessage]:
    """Refuse a country that is none and a tax number that its country never gave."""
    found: list[CheckMessage] = []
    country: str = settings.OPERATOR_COUNTRY
    if country and country not in countries():
        found.append(
            Error(
                f"OPERATOR_COUNTRY={country!r} is not a country.",
                hint="Set it to an ISO 3166-1 code of two letters, such as DE.",
                id="ledger.E011",
            )
        )
        return found
    try:
        clean_tax_number(settings.OPERATOR_TAX_NUMBER, country=country)
    except Refused as refusal:
        where = "OPERATOR_COUNTRY" if refusal.field == "country" else "OPERATOR_TAX_NUMBER"
        found.append(Error(f"{where}: {refusal}", id="ledger.E012"))
    return found


@register
def tax_rate_is_a_rate(**kwargs: Any) -> list[CheckMessage]:
    """Refuse a tax below nothing or above the whole; warn of a tax that no number stands for."""
    rate: int = settings.FEE_TAX_BPS
    if not 0 <= rate <= BPS_PER_WHOLE:
        return [
            Error(
                f"FEE_TAX_BPS={rate} is not between 0 and {BPS_PER_WHOLE}.",
                hint="It is in hundredths of a percent: 1900 is 19 %.",
                id="ledger.E013",
            )
        ]
    if rate and not settings.OPERATOR_TAX_NUMBER:
        return [
            checks.Warning(
                "FEE_TAX_BPS is set, so fee invoices show a tax, but OPERATOR_TAX_NUMBER is not.",
                id="ledger.W014",
            )
        ]
    return []
