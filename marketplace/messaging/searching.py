"""Finding what was said in one thread."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db.models import OuterRef, Q, Subquery
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from marketplace.kernel.paging import KeysetPage, keyset_page
from marketplace.kernel.people import Person
from marketplace.messaging.models import Message, Thread
from marketplace.messaging.timeline import introduce

MAX_QUERY_CHARS = 200
MAX_WORDS = 10
# A hit is shown in its place with so many newer lines below it.
NEWER_LINES = 20
EXCERPT_CHARS = 400
LEAD_CHARS = 120


@dataclass(frozen=True)
class Hit:
    """A message in which all words stand; `before` is the timeline's page that shows it."""

    message: Message
    excerpt: SafeString
    is_mine: bool
    before: int | None


@dataclass(frozen=True)
class Hits:
    """One page of hits, newest first."""

    words: tuple[str, ...]
    page: KeysetPage[Message]
    found: list[Hit]


def read_words(query: str) -> tuple[str, ...]:
    """Return the words to look for; of a long text, its beginning."""
    readable = query.encode(errors="ignore").decode().replace("\x00", " ")
    return tuple(dict.fromkeys(readable[:MAX_QUERY_CHARS].split()))[:MAX_WORDS]


def search_thread(
    *,
    thread: Thread,
    reader: Person,
    query: str,
    after: str | None = None,
    people: Collection[Person] = (),
) -> Hits:
    """Return the lines of `thread` that hold every word of `query`, in any case and order.

    `people` are those who take part, for names and pictures. Costs one query, none without words.
    """
    words = read_words(query)
    if not words:
        return Hits(words, KeysetPage(items=[], next_cursor=None, is_first=True), [])
    wanted = Q()
    for word in words:
        # Escaped, a word means itself in both databases. LIKE would know only ASCII's cases.
        wanted &= Q(body__iregex=re.escape(word))
    newer = Message.objects.filter(thread_id=thread.pk, pk__gt=OuterRef("pk")).order_by("pk")
    beyond = Subquery(newer.values("pk")[NEWER_LINES : NEWER_LINES + 1])
    messages: Any = Message.objects.filter(wanted, thread=thread).annotate(shown_before=beyond)
    page: KeysetPage[Any] = keyset_page(messages, order=("-id",), after=after)
    introduce(page.items, people)
    found = [
        Hit(
            message=message,
            excerpt=excerpt(message.body, words),
            is_mine=message.author_id == reader.pk,
            before=message.shown_before,
        )
        for message in page.items
    ]
    return Hits(words, page, found)


def excerpt(text: str, words: tuple[str, ...]) -> SafeString:
    """Return the part of `text` around the first of `words` as HTML, with them in `<mark>`."""
    longest_first = sorted(words, key=len, reverse=True)
    pattern = re.compile("|".join(map(re.escape, longest_first)), re.IGNORECASE)
    first = pattern.search(text)
    start = max(first.start() - LEAD_CHARS, 0) if first else 0
    shown, parts, position = text[start : start + EXCERPT_CHARS], [], 0
    for match in pattern.finditer(shown):
        parts.append((shown[position : match.start()], match.group()))
        position = match.end()
    return format_html(
        "{}{}{}{}",
        "…" if start else "",
        format_html_join("", "{}<mark>{}</mark>", parts),
        shown[position:],
        "…" if start + EXCERPT_CHARS < len(text) else "",
    )
