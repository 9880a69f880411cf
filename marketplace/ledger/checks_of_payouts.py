"""What must be true of the settings before payouts can go to a bank as a file."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Warning, register  # noqa: A004  # its name there

from .banks import is_bic, is_sepa_iban


@register
def operator_has_an_account(**kwargs: Any) -> list[CheckMessage]:
    """Warn where euros are paid out and the account that pays them is missing or wrong."""
    if settings.CURRENCY != "EUR":
        return []
    found: list[CheckMessage] = []
    if not is_sepa_iban(settings.OPERATOR_IBAN):
        found.append(
            Warning(
                "OPERATOR_IBAN is not an account in SEPA, so batches of payouts are CSV only.",
                hint="Set it to the IBAN of the account that payouts are paid from.",
                id="ledger.W005",
            )
        )
    if settings.OPERATOR_BIC and not is_bic(settings.OPERATOR_BIC):
        found.append(
            Warning(
                "OPERATOR_BIC is not a BIC, so batches of payouts are CSV only.",
                hint="Correct it, or leave it out: the IBAN is enough.",
                id="ledger.W006",
            )
        )
    return found
