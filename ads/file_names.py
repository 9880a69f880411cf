"""What a file is called: the uploader's words, made harmless."""

import unicodedata

MAX_CHARS = 120
_WORDS = {"webp": "Picture", "pdf": "Document"}
# Signs that mean something to file systems, beside those nobody can see.
_FORBIDDEN = frozenset('<>:"|?*')


def shown_name(name: str | None) -> str:
    """Return `name` without folders, invisible signs and those that turn the reading direction."""
    last = unicodedata.normalize("NFC", name or "").replace("\\", "/").rpartition("/")[2]
    words = "".join(map(_shown, last)).split()
    return " ".join(words).strip(". ")[:MAX_CHARS].rstrip(". ")


def clean_name(name: str | None, *, extension: str) -> str:
    """Return `name` as it is kept, with the extension of what the file really is."""
    shown = shown_name(name)
    stem = shown.rpartition(".")[0] or shown
    stem = stem[: MAX_CHARS - len(extension) - 1].rstrip(". ")
    return f"{stem or _WORDS[extension]}.{extension}"


def _shown(sign: str) -> str:
    """Return the sign, a space for what separates, and nothing for what nobody can see."""
    category = unicodedata.category(sign)
    if category[0] == "Z" or sign in "\t\n\r":
        return " "
    return "" if category[0] == "C" or sign in _FORBIDDEN else sign
