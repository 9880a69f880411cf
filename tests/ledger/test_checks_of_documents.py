import pytest
from pytest_django import Settings

from marketplace.ledger.checks_of_documents import (
    operator_is_who_documents_can_name,
    tax_rate_is_a_rate,
)


@pytest.mark.parametrize(
    ("country", "number", "found"),
    [
        ("", "", []),
        ("DE", "", []),
        ("DE", "DE136695976", []),
        ("XX", "DE136695976", ["ledger.E011"]),
        ("DE", "DE136695977", ["ledger.E012"]),
        ("", "DE136695976", ["ledger.E012"]),
    ],
)
def test_the_operator_is_one_that_documents_can_name(
    settings: Settings, country: str, number: str, found: list[str]
) -> None:
    settings.OPERATOR_COUNTRY, settings.OPERATOR_TAX_NUMBER = country, number
    assert [message.id for message in operator_is_who_documents_can_name()] == found


def test_a_wrong_number_is_named_with_what_is_wrong(settings: Settings) -> None:
    settings.OPERATOR_COUNTRY, settings.OPERATOR_TAX_NUMBER = "DE", "DE136695977"
    (message,) = operator_is_who_documents_can_name()
    assert message.msg.startswith("OPERATOR_TAX_NUMBER: A digit of this number is wrong")


@pytest.mark.parametrize(
    ("rate", "number", "found"),
    [
        (0, "", []),
        (1900, "DE136695976", []),
        (10_000, "DE136695976", []),
        (-1, "DE136695976", ["ledger.E013"]),
        (10_001, "DE136695976", ["ledger.E013"]),
        (1900, "", ["ledger.W014"]),
    ],
)
def test_the_tax_rate_is_a_rate(
    settings: Settings, rate: int, number: str, found: list[str]
) -> None:
    settings.FEE_TAX_BPS, settings.OPERATOR_TAX_NUMBER = rate, number
    assert [message.id for message in tax_rate_is_a_rate()] == found
