"""Addresses of videos that are shown elsewhere."""

import unicodedata
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator

MAX_URL_CHARS = 500
_is_https = URLValidator(schemes=["https"])


def read_link(text: str) -> str:
    """Return the address that `text` is; raises ValidationError for what is no https address.

    An address with a user's name in it is refused: it looks like one host and leads to another.
    """
    address = text.strip()
    problem = f"“{_brief(address)}” is not a web address that begins with https://."
    if len(address) > MAX_URL_CHARS:
        raise ValidationError(f"An address has at most {MAX_URL_CHARS} characters. Shorten it.")
    try:
        _is_https(address)
        parts = urlsplit(address)
        is_plain = parts.username is None and parts.password is None and bool(parts.hostname)
    except (ValidationError, ValueError) as error:
        raise ValidationError(problem) from error
    if not is_plain or not address.isprintable():
        raise ValidationError(problem)
    return address


def link_name(address: str) -> str:
    """Return what an address is called where it is shown: its host."""
    return (urlsplit(address).hostname or "").removeprefix("www.")[:120]


def _brief(address: str) -> str:
    """Return what was typed, short and without signs that nobody can see."""
    seen = "".join(sign for sign in address if unicodedata.category(sign)[0] != "C")
    return seen if len(seen) <= 60 else f"{seen[:59]}…"
