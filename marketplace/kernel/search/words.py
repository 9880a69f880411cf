"""How text becomes words: the same for what is stored and what is asked, on every database.

Folding happens here and not in the database, so that SQLite and PostgreSQL find the same rows.
"""

import re
import unicodedata

MAX_QUERY_CHARS = 300
MAX_QUERY_WORDS = 12
MAX_WORD_CHARS = 60

# Letters that Unicode does not take apart into a base letter and a mark.
UNDECOMPOSED = str.maketrans(
    {
        "ø": "o",
        "ł": "l",
        "đ": "d",
        "ð": "d",
        "þ": "th",
        "æ": "ae",
        "œ": "oe",
        "\N{LATIN SMALL LETTER DOTLESS I}": "i",
    }
)
WORD = re.compile(r"[^\W_]+")


def fold(text: str) -> str:
    """Return `text` in small letters without accents: "Crème Brûlée" is "creme brulee"."""
    taken_apart = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(char for char in taken_apart if not unicodedata.combining(char))
    return bare.casefold().translate(UNDECOMPOSED)


def words_of(text: str) -> list[str]:
    """Return the folded words of `text` in order, without anything that is not a word."""
    return [word[:MAX_WORD_CHARS] for word in WORD.findall(fold(text))]


def singular(word: str) -> str:
    """Return `word` without an English plural ending ("studies", "brushes", "shoes").

    Harman's S-stemmer: D. Harman, "How effective is suffixing?", JASIS 42 (1991), table 1.
    """
    if len(word) > 3 and word.endswith("ies") and word[-4] not in "ae":
        return word[:-3] + "y"
    if len(word) > 3 and word.endswith("es") and word[-3] not in "aeo":
        return word[:-1]
    if len(word) > 2 and word.endswith("s") and word[-2] not in "us":
        return word[:-1]
    return word


def index_text(text: str) -> str:
    """Return what is stored of `text`: its words, and after them the singulars they lack."""
    words = words_of(text)
    singulars = {singular(word) for word in words}
    return " ".join(words + sorted(singulars - set(words)))


def query_words(query: str) -> list[str]:
    """Return the words of a query in which people may type anything. Empty: nothing to find."""
    return words_of(query[:MAX_QUERY_CHARS])[:MAX_QUERY_WORDS]
