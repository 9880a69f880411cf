"""What becomes of words on their way into a mail: one line, cut where they are long, quoted."""

import re

# Characters that make what stands after them read from right to left, or mean to end that: in a
# mail they could turn round an amount or an address that is ours.
_DIRECTIONS = re.compile("[\u202a-\u202e\u2066-\u2069]")
_BLANK_LINES = re.compile(r"\n{3,}")
_SENTENCE_END = re.compile(r"[.?](?= )")


def one_line(text: str) -> str:
    """Return `text` without line breaks, which a header must not have and a name does not need."""
    return " ".join(text.split())


def shorten(text: str, chars: int) -> str:
    """Return `text` in at most so many characters, cut between words, with "…" in place of the
    rest."""
    if len(text) <= chars:
        return text
    head = text[: chars - 1]
    whole = head if not text[chars - 1].isalnum() else head.rpartition(" ")[0]
    # One very long word is cut in itself.
    return (whole if len(whole) >= chars // 2 else head).rstrip(" ,;:–-") + "…"


def shorten_subject(text: str, chars: int) -> str:
    """Return `text` in at most so many characters: whole sentences where one ends late enough,
    and without the last one's full stop, as headlines are written."""
    if len(text) > chars:
        ends = [match.end() for match in _SENTENCE_END.finditer(text[: chars + 1])]
        is_late = bool(ends) and ends[-1] > chars // 2
        text = text[: ends[-1]] if is_late else shorten(text, chars)
    return text.removesuffix(".")


def quoted(text: str) -> str:
    """Return what somebody wrote, each line marked as theirs, so that it cannot pass for ours."""
    return "\n".join(f"> {line}".rstrip() for line in text.strip().splitlines())


def without_turns(text: str) -> str:
    """Return `text` without characters that turn round what is read after them."""
    return _DIRECTIONS.sub("", text)


def tidy(text: str) -> str:
    """Return a text part without blanks at line ends and with one empty line between parts."""
    lines = "\n".join(line.rstrip() for line in text.strip().splitlines())
    return _BLANK_LINES.sub("\n\n", lines) + "\n"
