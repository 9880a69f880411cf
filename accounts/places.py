"""Countries, languages and time zones as forms offer them.

Codes: ISO 3166-1 alpha-2 for countries, ISO 639-1 for languages (both from pycountry), names of
the IANA database for time zones.
"""

import zoneinfo
from collections.abc import Iterable
from functools import cache

import pycountry
from django.core.exceptions import ValidationError

from marketplace.kernel.countries import countries, country_name, validate_country

__all__ = [
    "countries",
    "country_name",
    "language_names",
    "languages",
    "time_zones",
    "validate_country",
    "validate_languages",
]

# Names of the zone database that are aliases, offsets or tests rather than places.
_NOT_PLACES = ("Etc", "SystemV", "US", "Brazil", "Canada", "Chile", "Mexico", "posix", "right")


@cache
def languages() -> dict[str, str]:
    """Return the names of the languages that have a code of two letters, sorted by name."""
    named = {
        language.alpha_2: language.name.partition(" (")[0]
        for language in pycountry.languages
        if hasattr(language, "alpha_2")
    }
    return dict(sorted(named.items(), key=lambda item: item[1]))


@cache
def time_zones() -> list[tuple[str, list[tuple[str, str]]]]:
    """Return grouped choices: UTC, then the places of each part of the world."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for name in sorted(zoneinfo.available_timezones()):
        region, slash, place = name.partition("/")
        if slash and region not in _NOT_PLACES:
            groups.setdefault(region, []).append((name, place.replace("_", " ")))
    return [("Everywhere", [("UTC", "UTC")]), *groups.items()]


def language_names(codes: Iterable[str]) -> list[str]:
    """Return the names of `codes`, leaving out unknown ones."""
    return [languages()[code] for code in codes if code in languages()]


def validate_languages(codes: object) -> None:
    """Raise ValidationError unless `codes` is a list of languages' codes."""
    if not isinstance(codes, list) or any(code not in languages() for code in codes):
        raise ValidationError("This is not a list of languages. Choose them from the list.")
