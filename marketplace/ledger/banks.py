"""Account numbers, checked by schwifty: ISO 13616 (IBAN) and ISO 9362 (BIC)."""

from django.conf import settings
from schwifty import BIC, IBAN
from schwifty.exceptions import SchwiftyException

from marketplace.kernel.errors import Refused


def clean_iban(text: str) -> str:
    """Return the IBAN without blanks, in capitals.

    Raises Refused, pinned to the field, unless length, characters and check digits are right. A
    country's own check digits within it are not looked at: banks have exceptions to their rules.
    Where the site counts in euros, IBANs outside SEPA are refused too: the bank's file of SEPA
    payments cannot hold them.
    """
    try:
        iban = IBAN(text)
    except SchwiftyException:
        raise Refused(
            "This is not a valid IBAN. Copy it from your bank: it looks like "
            "DE89 3704 0044 0532 0130 00.",
            field="iban",
        ) from None
    if settings.CURRENCY == "EUR" and not iban.in_sepa_zone:
        raise Refused(
            "This account is outside SEPA, so an IBAN alone does not reach it. Choose another "
            "way, and give the IBAN, the BIC and the bank's name there.",
            field="iban",
        )
    return str(iban)


def is_sepa_iban(text: str) -> bool:
    """Whether the text is an IBAN to which a SEPA payment can go."""
    try:
        return bool(IBAN(text).in_sepa_zone)
    except SchwiftyException:
        return False


def is_bic(text: str) -> bool:
    """Whether the text is a BIC."""
    try:
        BIC(text)
    except SchwiftyException:
        return False
    return True


def clean_bic(text: str, *, iban: str) -> str:
    """Return the BIC in capitals; for none, the one known for the IBAN's bank, or "".

    Raises Refused, pinned to the field, for what is no BIC. Its country may be another one than
    the IBAN's, as it is for accounts in Monaco or on Jersey.
    """
    if not text.strip():
        known = IBAN(iban).bic
        return str(known) if known else ""
    try:
        bic = BIC(text)
    except SchwiftyException:
        raise Refused(
            "This is not a valid BIC. It has 8 or 11 characters, such as COBADEFFXXX.",
            field="bic",
        ) from None
    return str(bic)
