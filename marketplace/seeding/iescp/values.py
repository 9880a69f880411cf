"""From the predecessor's loose values to ours. Each raises NotTaken with the reason."""

import re
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import TextChoices

from accounts.models import Platform

# SQLite keeps whatever it is given; ours end at what every database can store.
MAX_WHOLE = 10_000_000_000


class NotTaken(Exception):
    """A row cannot become one of ours; the message says why."""


def text(value: Any, *, limit: int, what: str, default: str | None = None) -> str:
    """Return clean text of at most `limit` characters; `default` where there is none."""
    cleaned = str(value if value is not None else "").replace("\x00", "").strip()
    if not cleaned:
        if default is None:
            raise NotTaken(f"it has no {what}")
        return default
    if len(cleaned) > limit:
        raise NotTaken(f"its {what} is longer than {limit} characters")
    return cleaned


def whole(value: Any, *, what: str, least: int = 0) -> int:
    """Return a whole number that is at least `least`."""
    if isinstance(value, bool) or not isinstance(value, int):
        raise NotTaken(f"its {what} is not a whole number")
    if not least <= value <= MAX_WHOLE:
        raise NotTaken(f"its {what} is {value}, which is not possible here")
    return value


def minor(value: Any, *, what: str, least: int = 0) -> int:
    """Return an amount in minor units: the predecessor counted whole units, times 100."""
    return whole(value, what=what, least=least) * 100


def day(value: Any, *, what: str) -> date:
    """Return the day of a stored moment such as "2024-11-29 00:00:00.000000"."""
    try:
        return datetime.fromisoformat(str(value)).date()
    except ValueError as error:
        raise NotTaken(f"its {what} {value!r} is not a date") from error


def email(value: Any) -> str:
    """Return the address in small letters."""
    address = text(value, limit=254, what="e-mail address").lower()
    try:
        validate_email(address)
    except ValidationError as error:
        raise NotTaken(f"{address!r} is not an e-mail address") from error
    return address


def platform(value: Any) -> str:
    """Return one of our platforms."""
    name = text(value, limit=40, what="platform").lower()
    known = {str(label).lower(): slug for slug, label in Platform.choices}
    slug = {"twitter": "x"}.get(name, known.get(name, name))
    return choice(slug, Platform, what="platform")


def choice(value: str, choices: type[TextChoices], *, what: str) -> str:
    """Return `value` if it is one of `choices`."""
    if value not in choices.values:
        raise NotTaken(f"its {what} {value!r} is not known here")
    return value


def handle_stem(name: str) -> str:
    """Return a handle made from a name: small letters, digits and hyphens, 3 to 24 characters."""
    stem = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:24].strip("-")
    return stem if len(stem) >= 3 else f"user-{stem}".strip("-")
