"""Tax numbers, checked the way their country makes them (python-stdnum).

VAT numbers of the European Union carry their country's letters. Other countries have the number
that their businesses put on invoices; where the library knows none, only length and characters
are checked.
"""

from __future__ import annotations

import re
from functools import cache
from importlib import import_module
from typing import Any, Protocol

from stdnum import get_cc_module
from stdnum.eu import vat
from stdnum.exceptions import (
    InvalidChecksum,
    InvalidComponent,
    InvalidFormat,
    InvalidLength,
    ValidationError,
)

from marketplace.kernel.errors import Refused

# Greece's VAT numbers begin with the letters of its name in Greek.
VAT_LETTERS = {"GR": "EL"}
# Numbers that a person without a company, or a country without a VAT, puts on invoices.
OTHER_MODULES: dict[str, tuple[str, ...]] = {
    "BR": ("br.cnpj", "br.cpf"),
    "CA": ("ca.bn", "ca.sin"),
    "GB": ("gb.vat", "gb.utr"),
    "IN": ("in_.gstin", "in_.pan"),
    "UA": ("ua.edrpou", "ua.rntrc"),
    "US": ("us.tin",),
    "ZA": ("za.tin",),
}
# What a number looks like where nothing else is known of it, once it is written without marks.
ANY_NUMBER = re.compile(r"[A-Z0-9]{4,32}")
MARKS = re.compile(r"[\s./\-_]+")

# How a number of each country is written: the shape is right, the digits are made up.
SHAPES = {
    "AD": "U-123456-X", "AL": "J12345678L", "AR": "12-34567891-2", "AT": "ATU12345678",
    "AU": "12 345 678 912", "AZ": "1234567891", "BE": "BE0123456789", "BG": "BG123456789",
    "BR": "12.345.678/9123-45", "BY": "123456789", "CA": "123456789", "CH": "CHE-123.456.789 MWST",
    "CL": "12345678-9", "CN": "12345678912345678L", "CO": "123.456.789-1", "CR": "1-234-567891",
    "CY": "CY12345678P", "CZ": "CZ12345678", "DE": "DE123456789", "DK": "DK12345678",
    "DO": "1-23-45678-9", "DZ": "123456789123456", "EC": "1234567891-234", "EE": "EE123456789",
    "EG": "123-456-789", "ES": "ESB12345678", "FI": "FI12345678", "FO": "123456",
    "FR": "FR12345678912", "GB": "GB 123 4567 89", "GH": "C1234567891", "GN": "123456789",
    "GR": "EL123456789", "GT": "123456-K", "HR": "HR12345678912", "HU": "HU12345678",
    "ID": "12.345.678.9-123.456", "IE": "IE1234567F", "IL": "123456789", "IN": "12ABCDE3456F7Z8",
    "IS": "12345", "IT": "IT12345678912", "JP": "1234567891234", "KE": "P123456789M",
    "KR": "123-45-67891", "LT": "LT123456789", "LU": "LU12345678", "LV": "LV12345678912",
    "MA": "123456789123456", "MC": "FR12345678912", "ME": "12345678", "MK": "1234567891234",
    "MT": "MT12345678", "MX": "ABCD 123456 EF7", "MZ": "123456789", "NL": "NL123456789B12",
    "NO": "NO 123 456 789 MVA", "NZ": "1234567-8", "PE": "12345678912", "PL": "PL1234567891",
    "PT": "PT123456789", "PY": "12345678-9", "RO": "RO12345678", "RS": "123456789",
    "RU": "123456789123", "SE": "SE123456789123", "SG": "12345678M", "SI": "SI12345678",
    "SK": "SK1234567891", "SM": "12345", "SN": "1234567", "SV": "1234-567891-234-5",
    "TH": "1234567891234", "TN": "1234567/M/A/E/891", "TR": "1234567891", "TW": "12345678",
    "UA": "12345678", "US": "12-3456789", "UY": "12-345678-912-3", "VE": "V-12345678-9",
    "VN": "1234567891", "ZA": "1234567891",
}  # fmt: skip


class NumberModule(Protocol):
    """What a module of the library offers."""

    def validate(self, number: str) -> Any:
        """Return the number in its compact form; raise ValidationError for a wrong one."""


def clean_tax_number(number: str, *, country: str) -> str:
    """Return the number in its compact form; "" for none.

    Raises Refused, saying what is wrong and what such a number looks like.
    """
    bare = MARKS.sub("", number).upper()
    if not bare:
        return ""
    if not country:
        raise Refused("Choose the country that gave you this number.", field="country")
    if not is_checked(country):
        if not ANY_NUMBER.fullmatch(bare):
            raise Refused(
                "Write the number with 4 to 32 letters and digits, and nothing else.",
                field="tax_number",
            )
        return bare
    try:
        return _compact(number.strip(), country)
    except ValidationError as error:
        raise Refused(
            f"{_what_is_wrong(error)} {shape_text(country)}", field="tax_number"
        ) from error


def is_checked(country: str) -> bool:
    """Whether the library knows how the numbers of `country` are made."""
    return is_in_union(country) or bool(_modules(country))


def is_in_union(country: str) -> bool:
    """Whether the numbers of `country` are VAT numbers of the European Union."""
    return country.lower() in vat.MEMBER_STATES


def shape_text(country: str) -> str:
    """Say what a number of `country` looks like."""
    return f"In this country it looks like {SHAPES[country]}."


def _compact(number: str, country: str) -> str:
    """Return the compact form; raise the library's error for a wrong number."""
    if is_in_union(country):
        letters = VAT_LETTERS.get(country, country)
        bare = MARKS.sub("", number).upper()
        # Most people leave the letters out.
        return str(vat.validate(bare if bare.startswith(letters) else f"{letters}{bare}"))
    errors = []
    for module in _modules(country):
        try:
            return str(module.validate(number))
        except ValidationError as error:
            errors.append(error)
    raise errors[0]


@cache
def _modules(country: str) -> tuple[NumberModule, ...]:
    """Return what checks the numbers of `country`; any of them may find a number right."""
    names = OTHER_MODULES.get(country)
    if names is not None:
        return tuple(import_module(f"stdnum.{name}") for name in names)
    module = get_cc_module(country, "vat")
    return (module,) if module is not None else ()


def _what_is_wrong(error: ValidationError) -> str:
    """Return the library's finding in plain words."""
    words: dict[type[ValidationError], str] = {
        InvalidLength: "This number is too short or too long.",
        InvalidFormat: "This number has letters or digits in places where none belong.",
        InvalidChecksum: "A digit of this number is wrong: its check digit does not fit.",
        InvalidComponent: "A part of this number is one that is never given out.",
    }
    return words.get(type(error), "This number is not valid.")
