"""What people type, and what of it nobody sees."""

import unicodedata

from django.core.exceptions import ValidationError

# They hold compound emoji and some letters together.
_JOINERS = frozenset("\N{ZERO WIDTH JOINER}\N{ZERO WIDTH NON-JOINER}")
# Letters and signs to Unicode, and empty to the eye.
_BLANKS = frozenset(
    "\N{HANGUL CHOSEONG FILLER}\N{HANGUL JUNGSEONG FILLER}\N{HANGUL FILLER}"
    "\N{HALFWIDTH HANGUL FILLER}\N{BRAILLE PATTERN BLANK}"
)


def is_blank(text: str) -> bool:
    """Whether there is nothing to see in the text."""
    return all(char.isspace() or char in _JOINERS or char in _BLANKS for char in text)


def without_invisible(text: str) -> str:
    """Return the text without the control and format characters that nobody sees.

    Some turn the order in which what follows is shown. Line breaks stay, and what joins signs.
    """
    return "".join(
        char
        for char in text
        if char == "\n" or char in _JOINERS or unicodedata.category(char) not in ("Cc", "Cf")
    )


def validate_one_line(text: str) -> None:
    """Raise ValidationError for line breaks and for signs that nobody can see."""
    plain = "".join(char for char in text if char not in _JOINERS)
    if not plain.isprintable() or (text and is_blank(text)):
        raise ValidationError("Leave out line breaks and invisible signs.")
