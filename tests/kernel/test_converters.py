"""Ids in addresses."""

import re

import pytest

from marketplace.kernel.converters import IdConverter


def test_an_id_is_read_as_a_number():
    assert IdConverter().to_python("42") == 42


@pytest.mark.parametrize("text", [str(2**63), "9" * 40, "-1", ""])
def test_what_no_column_holds_is_no_id(text):
    assert re.fullmatch(IdConverter.regex, text) is None
