"""What the guard finds, and the warning about it."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any, NamedTuple

from django.db import models
from django.template.defaultfilters import linebreaksbr
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from marketplace.kernel.errors import Refused


class Kind(models.TextChoices):
    """What a phrase offers or asks for, in the words of the warning."""

    EMAIL = "email", "an e-mail address"
    PHONE = "phone", "a phone number"
    MESSENGER = "messenger", "contact elsewhere"
    LINK = "link", "a link to a messenger or a payment service"
    PAYMENT = "payment", "payment outside the platform"


class Find(NamedTuple):
    """A stretch of the text that was searched."""

    start: int
    end: int
    kind: Kind


@dataclass(frozen=True, slots=True)
class Phrase:
    """A stretch of a message, from `start` up to `end`."""

    start: int
    end: int
    text: str
    kind: Kind

    def as_json(self) -> dict[str, Any]:
        """Return it as it is stored with a signal."""
        return asdict(self) | {"kind": self.kind.value}


def phrases_from_json(rows: Iterable[Mapping[str, Any]]) -> tuple[Phrase, ...]:
    """Return stored phrases."""
    return tuple(
        Phrase(start=row["start"], end=row["end"], text=row["text"], kind=Kind(row["kind"]))
        for row in rows
    )


class ContactWarning(Refused):
    """A message is held back until its author has read what it seems to offer."""

    def __init__(self, phrases: tuple[Phrase, ...]) -> None:
        kinds = dict.fromkeys(phrase.kind.label for phrase in phrases)
        self.phrases = phrases
        self.kinds = " and ".join(filter(None, [", ".join([*kinds][:-1]), [*kinds][-1]]))
        super().__init__(f"This looks like {self.kinds}.", field="body")


def marked(text: str, phrases: Iterable[Phrase]) -> SafeString:
    """Return `text` as HTML with the phrases in `<mark>`."""
    parts, position = [], 0
    for phrase in phrases:
        parts.append((text[position : phrase.start], text[phrase.start : phrase.end]))
        position = phrase.end
    html = format_html_join("", "{}<mark>{}</mark>", parts)
    return linebreaksbr(format_html("{}{}", html, text[position:]))
