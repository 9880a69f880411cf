"""The checklist a draft is measured by, made from what the requirements say."""

import re
import unicodedata
from collections.abc import Iterator

MAX_ITEMS = 30
MAX_CHARS = 200
MAX_HEADING_CHARS = 60

# What begins a line of a list: signs that need no blank after them, or others that do.
BULLET = re.compile(
    r"(?:[•‣◦▪▫●○■□►▶✓✔✅☐☑·\ufe0f]+|(?:[-*+–—]|\[[ xX]?\]|\(?\d{1,3}[.)]|\(?[a-zA-Z]\))(?=\s))"
    r"\s*(?:\[[ xX]?\]\s+)?"
)
# Where a sentence may end; some scripts put no blank between two.
SENTENCE_END = re.compile(
    r"(?<![.!?…])[.!?…]++[\"'”’»)\]]*+(?=\s|$)|(?<![。！？｡])[。！？｡]++[」』”’）]*+"
)
ABBREVIATIONS = frozenset(
    {
        "approx",
        "ca",
        "cf",
        "d.h",
        "e.g",
        "eg",
        "etc",
        "ex",
        "fig",
        "i.e",
        "ie",
        "incl",
        "max",
        "min",
        "mr",
        "mrs",
        "ms",
        "no",
        "nr",
        "p.ej",
        "pp",
        "resp",
        "vs",
        "z.b",
    }
)


def checklist_of(requirements: str) -> list[str]:
    """Return what the text asks for, one thing per item, in its order.

    Lines of a list become items, other paragraphs one item per sentence. A heading ("Don't:") goes
    in front of the items below it. Items are single lines of at most `MAX_CHARS` characters, each
    once, at most `MAX_ITEMS`.
    """
    items: dict[str, str] = {}
    for heading, text in _passages(requirements):
        if any(char.isalnum() for char in text):
            item = _short(f"{heading} {text}" if heading else text)
            items.setdefault(item.casefold(), item)
    return list(items.values())[:MAX_ITEMS]


def _passages(requirements: str) -> Iterator[tuple[str, str]]:
    """Yield each thing asked for after the heading it stands under."""
    heading, is_list = "", False
    for block in _blocks(requirements):
        bullet = BULLET.match(block)
        text = block[bullet.end() :] if bullet else block
        if found := _heading(text):
            heading, is_list = found, False
        elif bullet:
            is_list = True
            yield heading, text
        else:
            # A paragraph after a list no longer belongs to the heading of the list.
            heading = "" if is_list else heading
            for sentence in _sentences(text):
                yield heading, sentence


def _blocks(requirements: str) -> Iterator[str]:
    """Yield lines of a list, headings and paragraphs, each as one line without control characters.

    A line that goes on in small letters or, in a list, further in belongs to the one before.
    """
    block = ""
    for raw in requirements.splitlines():
        line = " ".join(raw.split())
        line = "".join(char for char in line if unicodedata.category(char) not in ("Cc", "Cs"))
        is_new = bool(BULLET.match(line) or _heading(line))
        is_further_in = raw[:1].isspace() and bool(BULLET.match(block))
        if line and block and not is_new and (is_further_in or _goes_on(block, line)):
            block = f"{block} {line}"
        else:
            yield block
            block = line
    yield block


def _goes_on(block: str, line: str) -> bool:
    return line[0].islower() and not _heading(block) and not re.search(r"[.!?…;:]\W*$", block)


def _heading(line: str) -> str:
    """Return the words of a heading with a colon, nothing if the line is none."""
    marked = re.fullmatch(r"#{1,6} (.+)", line)
    words = (marked[1] if marked else line).strip("*_ ")
    if len(words) > MAX_HEADING_CHARS or not (marked or words.endswith((":", "："))):
        return ""
    words = words.rstrip(":： *_")
    return f"{words}:" if words else ""


def _sentences(paragraph: str) -> Iterator[str]:
    begin = 0
    for end in SENTENCE_END.finditer(paragraph):
        last = paragraph[max(begin, paragraph.rfind(" ", begin, end.start()) + 1) : end.start()]
        last = last[-10:].strip("(\"'“‘«[").lower()
        follows = paragraph[end.end() : end.end() + 2].lstrip()[:1]
        is_stop = end[0] == "." and (last in ABBREVIATIONS or re.fullmatch(r"[^\W\d]", last))
        if not is_stop and not follows.islower():
            yield paragraph[begin : end.end()].strip()
            begin = end.end()
    yield paragraph[begin:].strip()


def _short(item: str) -> str:
    """Cut what is too long at a word, or anywhere if that would leave too little."""
    if len(item) <= MAX_CHARS:
        return item
    start = item[: MAX_CHARS - 1]
    at_word = start.rpartition(" ")[0].rstrip(" ,;:–-")
    return (at_word if len(at_word) > MAX_CHARS // 2 else start) + "…"
