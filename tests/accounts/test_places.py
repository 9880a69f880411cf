"""Countries, languages and zones."""

import zoneinfo

import pytest
from django.core.exceptions import ValidationError

from accounts import places


def test_countries_are_sorted_by_name_and_have_codes_of_two_capitals() -> None:
    names = list(places.countries().values())
    assert names == sorted(names)
    assert all(len(code) == 2 and code.isupper() for code in places.countries())
    assert places.country_name("DE") == "Germany"
    assert places.country_name("ZZ") == ""


def test_every_zone_on_offer_exists() -> None:
    offered = {name for _, zones in places.time_zones() for name, _ in zones}
    assert offered <= zoneinfo.available_timezones()
    assert {"UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata"} <= offered


def test_languages_have_names() -> None:
    assert places.language_names(["en", "xx", "de"]) == ["English", "German"]


@pytest.mark.parametrize("value", ["en", ["xx"], None, {"en": 1}])
def test_only_a_list_of_languages_is_one(value: object) -> None:
    with pytest.raises(ValidationError):
        places.validate_languages(value)
