"""Building patterns. All repetition in them is bounded, so a search takes linear time."""

import re
from collections.abc import Iterable, Iterator

from marketplace.messaging.guard.phrases import Find, Kind

# A dot, as it is or in words: "mail.com", "mail (dot) com", "mail punkt com".
SPOKEN_DOT = r"(?:\s{0,2}[(\[{<]\s?(?:dot|punkt|point|punto|ponto|\.)\s?[)\]}>]\s{0,2}"
SPOKEN_DOT += r"|\s(?:dot|punkt|punto|ponto)\s)"
DOT = rf"(?:\.|\s\.\s?|{SPOKEN_DOT})"


def words(pattern: str) -> re.Pattern[str]:
    """Compile a pattern that begins at a word, in which a space stands for one to three.

    Inside brackets of characters, write `\\s`.
    """
    return re.compile(rf"(?<![\w@#])(?:{pattern})".replace(" ", r"(?:\s{1,3})"))


def find_all(patterns: Iterable[re.Pattern[str]], text: str, kind: Kind) -> Iterator[Find]:
    """Yield what the patterns find in `text`: their group "phrase", or all of it."""
    for pattern in patterns:
        group = "phrase" if "phrase" in pattern.groupindex else 0
        for match in pattern.finditer(text):
            yield Find(match.start(group), match.end(group), kind)
