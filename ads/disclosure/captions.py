"""Whether a caption says in time that it is an advertisement."""

import re
import unicodedata
from collections.abc import Iterator, Mapping

from accounts.models import Platform
from ads.disclosure.rules import Rule

# How many characters of a caption show before the reader has to ask for more: cautious estimates
# of November 2026 for small phones. No platform promises them, and no law says them. A blog and
# the notes of a podcast do not fold: there the beginning counts.
FOLDS: Mapping[Platform, int] = {
    Platform.INSTAGRAM: 120,
    Platform.YOUTUBE: 100,
    Platform.TIKTOK: 75,
    Platform.FACEBOOK: 120,
    Platform.X: 270,
    Platform.TWITCH: 100,
    Platform.LINKEDIN: 140,
    Platform.PINTEREST: 50,
    Platform.PODCAST: 200,
    Platform.BLOG: 300,
}
# Where captions fold, they also fold after so many lines.
FOLD_LINES = 2
UNFOLDED = frozenset({Platform.BLOG, Platform.PODCAST, Platform.X})

# Scripts that put no blanks between words.
JOINED = "\u1100-\u11ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af"
LETTER = rf"[^\W{JOINED}]"
# A label among hashtags is overlooked (so say the FTC and the ASA): only the first may be one.
BURIED = re.compile(r"(?:#\w+|https?://\S+)[\s,]*$")
# "Not an ad" is not a label.
DENIED = re.compile(
    r"\b(?:no|not|non|nicht|kein|keine|unbezahlte|pas|pas de|sans|sin|sem|geen|ikke|ingen|inte|nie"
    r"|niet|ei|bez)\s+(?:an?\s+|eine?\s+|une?\s+|een\s+|en\s+)?$"
)
# Latin that only looks like the English word, before and after it.
LATIN = re.compile(r"\s+(?:astra|hoc|hominem|infinitum|interim|libitum|lib|nauseam|valorem)\b")
YEAR = re.compile(r"\d{3,4}\s*$")


def find_label(rule: Rule, caption: str, platform: Platform) -> str | None:
    """Return the label of the rule as it stands in the caption before the fold, None if none does.

    Capitals and accents do not matter. A label counts as a whole word or hashtag, unless it is
    denied ("not an ad") or follows other hashtags or a link.
    """
    shown = _before_fold(caption, platform)
    text, places = _plain(caption)
    found = [
        (start, end)
        for label in rule.labels
        for start, end in _matches(_plain(label)[0], text)
        if places[end] <= shown and _counts(text, start, end)
    ]
    if not found:
        return None
    # The first one, and of those that begin there the longest.
    start, end = min(found, key=lambda span: (span[0], -span[1]))
    return caption[places[start] : places[end]]


def missing_label_message(rule: Rule, platform: Platform) -> str:
    """Return what to do about a caption without a label."""
    first, *others = (f"“{label}”" for label in rule.labels)
    where = f"in the first {FOLDS[platform]} characters"
    if platform not in UNFOLDED:
        where += f" and {FOLD_LINES} lines"
    return (
        f"Put {first} at the beginning of the caption, {where}, and not after other hashtags."
        f" {', '.join(others)} will do too. The rule: {rule.source_name}."
    )


def _before_fold(caption: str, platform: Platform) -> int:
    """Return how many characters of the caption are seen at once."""
    fold = FOLDS[platform]
    if platform in UNFOLDED:
        return fold
    lines = caption.splitlines(keepends=True)
    return min(fold, sum(map(len, lines[:FOLD_LINES])))


def _plain(text: str) -> tuple[str, list[int]]:
    """Return the text without capitals and accents, and where each character of it came from."""
    plain, places = [], []
    for place, char in enumerate(text):
        for part in unicodedata.normalize("NFKD", char).casefold():
            if unicodedata.category(part) not in ("Mn", "Cf"):
                plain.append(part)
                places.append(place)
    return "".join(plain), [*places, len(text)]


def _matches(label: str, text: str) -> Iterator[tuple[int, int]]:
    """Yield where the label stands as a whole word or hashtag."""
    before, after = r"(?<![#@&])", ""
    if not re.match(f"[{JOINED}]", label):
        before += rf"(?<!{LETTER})(?<!{LETTER}[-‐‑'’])"
        after = rf"(?!{LETTER})(?![-‐‑'’.]{LETTER})"
    if label.startswith("#"):
        after = r"(?!\w)"
    words = r"\s+".join(re.escape(word) for word in label.split())
    for match in re.finditer(before + words + after, text):
        yield match.span()


def _counts(text: str, start: int, end: int) -> bool:
    """Return whether a label at this place is one to its readers."""
    before = text[:start]
    if BURIED.search(before) or DENIED.search(before):
        return False
    return text[start:end] != "ad" or not (LATIN.match(text, end) or YEAR.search(before))
