"""How lines become sections: grouped by reader, cut to what a mail can hold."""

from collections import defaultdict
from collections.abc import Iterable

from marketplace.digests.registry import Line, Section

LINES_SHOWN = 8


def by_reader(found: Iterable[tuple[int, Line]]) -> dict[int, list[Line]]:
    """Group lines by the user they are for, in the order they come."""
    lines: dict[int, list[Line]] = defaultdict(list)
    for user_id, line in found:
        lines[user_id].append(line)
    return lines


def section_of(title: str, url: str, lines: list[Line]) -> Section:
    """Return a section with the first lines and the number of those that did not fit."""
    return Section(
        title=title, url=url, lines=lines[:LINES_SHOWN], more=max(0, len(lines) - LINES_SHOWN)
    )
