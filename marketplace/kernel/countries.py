"""Countries by their ISO 3166-1 alpha-2 codes, from pycountry."""

from functools import cache

import pycountry
from django.core.exceptions import ValidationError


@cache
def countries() -> dict[str, str]:
    """Return names by code, sorted by name."""
    named = {
        country.alpha_2: getattr(country, "common_name", country.name)
        for country in pycountry.countries
    }
    return dict(sorted(named.items(), key=lambda item: item[1]))


def country_name(code: str) -> str:
    """Return the name of the country `code`; empty for an unknown or empty one."""
    return countries().get(code, "")


def validate_country(code: str) -> None:
    """Raise ValidationError unless `code` is a country's."""
    if code not in countries():
        raise ValidationError("This is not a country. Choose one from the list.")
