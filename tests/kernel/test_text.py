"""What nobody sees in a text, told apart from what is only rare."""

import pytest
from django.core.exceptions import ValidationError

from marketplace.kernel.text import is_blank, validate_one_line, without_invisible

FAMILY = "\N{WOMAN}\N{ZERO WIDTH JOINER}\N{ROCKET}"
PERSIAN = "\u06a9\u200c\u06cc"


@pytest.mark.parametrize("text", ["", "  ", "\u3164", "\u2800 \uffa0", "\u200d", "\u115f\u1160"])
def test_what_is_empty_to_the_eye_is_blank(text: str) -> None:
    assert is_blank(text)


@pytest.mark.parametrize("text", ["a", FAMILY, PERSIAN, "\u3164a", "."])
def test_one_sign_to_see_is_enough(text: str) -> None:
    assert not is_blank(text)


def test_only_what_nobody_sees_is_left_out() -> None:
    text = f"A\u061cB\u200b\u202e\ufeff\x07 {FAMILY}\n{PERSIAN}\u00ad"
    assert without_invisible(text) == f"AB {FAMILY}\n{PERSIAN}"


@pytest.mark.parametrize("text", ["", "Ünï 多", FAMILY, PERSIAN, "=1+1"])
def test_a_line_that_can_be_read_is_taken(text: str) -> None:
    validate_one_line(text)


@pytest.mark.parametrize(
    "text", ["a\nb", "a\rb", "a\x00", "a\u202eb", "\u200b", "\u3164", "\u2800"]
)
def test_line_breaks_and_signs_nobody_sees_are_refused(text: str) -> None:
    with pytest.raises(ValidationError, match="Leave out line breaks and invisible signs"):
        validate_one_line(text)
