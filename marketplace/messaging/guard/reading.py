"""Reading a message the way a person does: without accents, capitals and tricks of spacing."""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

# Five single characters in a row: somebody spells something out.
_SPELLED = re.compile(r"(?<!\S)\S(?: \S){4,}(?!\S)")
# What goes on behind it: "a n n a @ mail.com".
_GOES_ON = re.compile(r" ?\S+")
_QUOTES = {"’": "'", "‘": "'", "`": "'", "´": "'", "–": "-", "—": "-", "‐": "-", "‑": "-"}


@dataclass(frozen=True, slots=True)
class Reading:
    """A text to search, and where each of its characters stood in the message."""

    text: str
    places: list[int]

    def origin(self, start: int, end: int) -> tuple[int, int]:
        """Return a stretch of the reading as a stretch of the message."""
        return self.places[start], self.places[end - 1] + 1


@lru_cache(maxsize=4000)
def _plain(character: str) -> str:
    """Return a character without accent, case and width; nothing for one that is not seen."""
    if character in _QUOTES:
        return _QUOTES[character]
    if character.isspace():
        return "\n" if character in "\n\r" else " "
    parts = unicodedata.normalize("NFKD", character)
    seen = [part for part in parts if unicodedata.category(part) not in ("Mn", "Me", "Cf")]
    return "".join(seen).casefold()


def read(message: str) -> Reading:
    """Return the message in small letters without accents."""
    letters, places = [], []
    for place, character in enumerate(message):
        for letter in _plain(character):
            letters.append(letter)
            places.append(place)
    return Reading("".join(letters), places)


def read_spelled(reading: Reading) -> Reading | None:
    """Return the text with what is spelled out joined to words; None where nothing is."""
    pieces: list[str] = []
    places: list[int] = []
    position = 0
    text = reading.text
    for run in _SPELLED.finditer(text):
        end = run.end()
        if text[end - 1] in "@." and (more := _GOES_ON.match(text, end)):
            end = more.end()
        kept = [place for place in range(run.start(), end) if text[place] != " "]
        pieces += [text[position : run.start()], "".join(text[place] for place in kept)]
        places += reading.places[position : run.start()]
        places += [reading.places[place] for place in kept]
        position = end
    if not pieces:
        return None
    places += reading.places[position:]
    return Reading("".join([*pieces, text[position:]]), places)
