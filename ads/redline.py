"""A redline: what a new text kept, dropped and added, word by word, in bounded time."""

import difflib
import re
from bisect import bisect
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, takewhile
from typing import NamedTuple

# Below this likeness a passage counts as rewritten, and a mixture of both would be unreadable.
MIN_LIKENESS = 0.5
# Comparing a passage may cost so many steps, at worst a fifth of a second. What would cost more is
# first cut at the words that both texts have only once.
MAX_STEPS = 20_000_000

Tokens = Sequence[str]


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text that stayed ("same"), went ("old") or came ("new")."""

    kind: str
    text: str


def mark_changes(old: str, new: str) -> tuple[Piece, ...]:
    """Return `new` in pieces with what it dropped from `old`.

    Lines that stayed are found first, then words within the lines that changed. A passage with
    little in common is shown whole, old and new. "same" and "new" joined are exactly `new`, "same"
    and "old" exactly `old`.
    """
    return tuple(_tidy(_by_lines(old, new)))


def _by_lines(old: str, new: str) -> Iterator[Piece]:
    before, after = old.splitlines(keepends=True), new.splitlines(keepends=True)
    for is_same, was, now in _passages(before, after):
        if is_same:
            yield Piece("same", now)
        else:
            yield from _by_words(was, now)


def _by_words(old: str, new: str) -> list[Piece]:
    pieces: list[Piece] = []
    for is_same, was, now in _passages(_words(old), _words(new)):
        pieces += [Piece("same", now)] if is_same else _whole(was, now)
    kept = sum(len(piece.text) for piece in pieces if piece.kind == "same")
    if 2 * kept < MIN_LIKENESS * (len(old) + len(new)):
        return _whole(old, new)
    return pieces


def _words(text: str) -> list[str]:
    return re.findall(r"\s+|\S+", text)


def _whole(old: str, new: str) -> list[Piece]:
    return [Piece(kind, text) for kind, text in (("old", old), ("new", new)) if text]


def _passages(before: Tokens, after: Tokens) -> Iterator[tuple[bool, str, str]]:
    """Yield passages of both texts in order: whether they are the same, the old, the new text."""
    head = _common(zip(before, after, strict=False))
    before, after, first = before[head:], after[head:], before[:head]
    tail = _common(zip(reversed(before), reversed(after), strict=False))
    last = before[len(before) - tail :]
    before, after = before[: len(before) - tail], after[: len(after) - tail]
    yield True, "".join(first), "".join(first)
    yield from _cut(before, after) if _steps(before, after) > MAX_STEPS else _match(before, after)
    yield True, "".join(last), "".join(last)


def _match(before: Tokens, after: Tokens) -> Iterator[tuple[bool, str, str]]:
    """Yield the passages that comparing everything finds.

    Words are compared without the blanks between them, or no run of words would be longer than
    one; blanks stay where the words around them did.
    """
    ours = [at for at, token in enumerate(before) if not token.isspace()]
    theirs = [at for at, token in enumerate(after) if not token.isspace()]
    matcher = difflib.SequenceMatcher(
        None, [before[at] for at in ours], [after[at] for at in theirs], autojunk=False
    )
    i = j = 0
    for block in matcher.get_matching_blocks():
        for at in range(block.size):
            here, there = ours[block.a + at], theirs[block.b + at]
            yield from _between(before[i:here], after[j:there])
            yield True, before[here], after[there]
            i, j = here + 1, there + 1
    yield from _between(before[i:], after[j:])


def _between(before: Tokens, after: Tokens) -> Iterator[tuple[bool, str, str]]:
    """Yield what lies between two words that stayed: blanks at its ends may have, too."""
    head = _common(zip(before, after, strict=False))
    tail = _common(zip(reversed(before[head:]), reversed(after[head:]), strict=False))
    first, last = "".join(before[:head]), "".join(before[len(before) - tail :])
    yield True, first, first
    yield (
        False,
        "".join(before[head : len(before) - tail]),
        "".join(after[head : len(after) - tail]),
    )
    yield True, last, last


def _cut(before: Tokens, after: Tokens) -> Iterator[tuple[bool, str, str]]:
    """Yield the passages between the words that tell where they are, and those words."""
    anchors = _anchors(before, after)
    if not anchors:
        yield False, "".join(before), "".join(after)
        return
    i = j = 0
    for at, there in anchors:
        yield from _passages(before[i:at], after[j:there])
        yield True, before[at], after[there]
        i, j = at + 1, there + 1
    yield from _passages(before[i:], after[j:])


class Link(NamedTuple):
    """A word at a place in both texts, and the one before it in the chain."""

    at: int
    there: int
    before: "Link | None"


def _anchors(before: Tokens, after: Tokens) -> list[tuple[int, int]]:
    """Return where both have words of which each has one: the longest chain in the same order."""
    ours, theirs = Counter(before), Counter(after)
    there = {token: at for at, token in enumerate(after)}
    # tips[n] ends the chain of n + 1 pairs that leaves most room; each link knows the one before.
    tips: list[int] = []
    links: list[Link] = []
    for at, token in enumerate(before):
        if ours[token] == theirs[token] == 1:
            place = bisect(tips, there[token])
            link = Link(at, there[token], links[place - 1] if place else None)
            tips[place : place + 1], links[place : place + 1] = [link.there], [link]
    chain, last = [], links[-1] if links else None
    while last:
        chain.append((last.at, last.there))
        last = last.before
    return chain[::-1]


def _common(pairs: Iterable[tuple[str, str]]) -> int:
    """Return how many pairs at the beginning are of equals."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))


def _steps(before: Tokens, after: Tokens) -> int:
    """Return the most that comparing can cost: every equal pair, looked at once per match."""
    ours = Counter(token for token in before if not token.isspace())
    theirs = Counter(token for token in after if not token.isspace())
    pairs = sum(count * theirs[token] for token, count in ours.items())
    return pairs * (min(len(before), len(after)) + 1)


def _tidy(pieces: Iterable[Piece]) -> Iterator[Piece]:
    """Join neighbours, so that between two runs that stayed lie at most one old and one new."""
    filled = (piece for piece in pieces if piece.text)
    for is_same, run in groupby(filled, key=lambda piece: piece.kind == "same"):
        texts = {"same": "", "old": "", "new": ""}
        for piece in run:
            texts[piece.kind] += piece.text
        if is_same:
            yield Piece("same", texts["same"])
        else:
            yield from _whole(texts["old"], texts["new"])
