"""The contact guard: finds attempts to take contact or payment off the platform.

It reads plain and lightly disguised forms in English, German, French and Spanish, and leaves the
words of the trade alone: prices, dates, figures, hashtags, mentions, links to posts. It decides
nothing: who asks warns the author, who may send anyway. Takes linear time.
"""

from collections.abc import Iterable

from marketplace.messaging.guard.addresses import find_addresses, find_links
from marketplace.messaging.guard.messengers import find_messengers
from marketplace.messaging.guard.payments import find_payments
from marketplace.messaging.guard.phones import find_phones
from marketplace.messaging.guard.phrases import (
    ContactWarning,
    Find,
    Kind,
    Phrase,
    marked,
    phrases_from_json,
)
from marketplace.messaging.guard.reading import Reading, read, read_spelled

__all__ = [
    "ContactWarning",
    "Kind",
    "Phrase",
    "check_contacts",
    "find_contacts",
    "marked",
    "phrases_from_json",
]

_FINDERS = (find_addresses, find_links, find_phones, find_messengers, find_payments)


def find_contacts(text: str) -> tuple[Phrase, ...]:
    """Return the phrases of `text` that offer or ask for contact or payment elsewhere, in order.

    Phrases do not overlap; their positions are those of `text`.
    """
    plain = read(text)
    found = list(_find(plain))
    spelled = read_spelled(plain)
    if spelled is not None:
        found += _find(spelled)
    return _joined(text, found)


def check_contacts(text: str, *, is_warned: bool) -> tuple[Phrase, ...]:
    """Return what `find_contacts` finds for an author who was warned.

    Raises ContactWarning where something is found and the author was not.
    """
    phrases = find_contacts(text)
    if phrases and not is_warned:
        raise ContactWarning(phrases)
    return phrases


def _find(reading: Reading) -> Iterable[Find]:
    """Yield what is found, with positions in the text as it was written."""
    for finder in _FINDERS:
        for find in finder(reading.text):
            yield Find(*reading.origin(find.start, find.end), find.kind)


def _joined(text: str, found: Iterable[Find]) -> tuple[Phrase, ...]:
    """Make phrases of finds; overlapping ones become one, of the kind that begins it."""
    spans: list[Find] = []
    for find in sorted(found, key=lambda find: (find.start, -find.end)):
        if spans and find.start < spans[-1].end:
            last = spans[-1]
            spans[-1] = Find(last.start, max(last.end, find.end), last.kind)
        else:
            spans.append(find)
    return tuple(
        Phrase(start=span.start, end=span.end, text=text[span.start : span.end], kind=span.kind)
        for span in spans
    )
