import pytest

from marketplace.kernel.countries import countries
from marketplace.kernel.errors import Refused
from marketplace.ledger.tax_numbers import SHAPES, clean_tax_number, is_checked


@pytest.mark.parametrize(
    ("typed", "country", "kept"),
    [
        ("DE 136.695 976", "DE", "DE136695976"),
        ("136695976", "DE", "DE136695976"),
        ("de136695976", "DE", "DE136695976"),
        ("094259216", "GR", "EL094259216"),
        ("AT U13585627", "AT", "ATU13585627"),
        ("GB 980 7806 84", "GB", "980780684"),
        ("CHE-107.787.577 IVA", "CH", "CHE107787577IVA"),
        ("390.533.447-05", "BR", "39053344705"),
        ("123-45-6789", "US", "123456789"),
        ("  ", "DE", ""),
        ("", "", ""),
        ("ab-12 34", "AF", "AB1234"),
    ],
)
def test_a_right_number_is_kept_in_its_compact_form(typed: str, country: str, kept: str) -> None:
    assert clean_tax_number(typed, country=country) == kept


@pytest.mark.parametrize(
    ("typed", "country", "said"),
    [
        ("DE136695977", "DE", "A digit of this number is wrong: its check digit does not fit."),
        ("123", "FR", "This number is too short or too long."),
        ("ATU13585627", "DE", "This number has letters or digits in places where none belong."),
        ("0008200276", "KR", "A part of this number is one that is never given out."),
        ("\x00", "DE", "This number has letters or digits in places where none belong."),
        ("9" * 500, "BE", "This number is too short or too long."),
    ],
)
def test_a_wrong_number_is_refused_with_what_is_wrong_and_what_it_looks_like(
    typed: str, country: str, said: str
) -> None:
    with pytest.raises(Refused) as refused:
        clean_tax_number(typed, country=country)
    assert str(refused.value) == f"{said} In this country it looks like {SHAPES[country]}."
    assert refused.value.field == "tax_number"


@pytest.mark.parametrize("typed", ["A1", "x" * 33, "no § signs", "一二三四五"])
def test_elsewhere_only_length_and_characters_are_checked(typed: str) -> None:
    assert not is_checked("AF")
    with pytest.raises(Refused, match="4 to 32 letters and digits"):
        clean_tax_number(typed, country="AF")


def test_a_number_belongs_to_a_country() -> None:
    with pytest.raises(Refused, match="Choose the country") as refused:
        clean_tax_number("DE136695976", country="")
    assert refused.value.field == "country"


def test_every_country_that_is_checked_has_a_shape_to_show() -> None:
    assert {code for code in countries() if is_checked(code)} == set(SHAPES)
