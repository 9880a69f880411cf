"""Phone numbers, in digits and in words."""

import re
from collections.abc import Iterator
from itertools import pairwise

import phonenumbers

from marketplace.messaging.guard.patterns import words
from marketplace.messaging.guard.phrases import Find, Kind

# Countries whose way of writing a number without its country's prefix is looked for.
_REGIONS = ("US", "GB", "DE", "FR", "ES", "IT", "AT", "CH", "NL")
# A message that holds more candidates than this is no message.
_MOST = 60

_DIGITS = re.compile(r"(?<![\w.,:/@#$€£+-])(?:\+|\(\+?)?\d[\d ().\-/]{5,28}\d(?![\w@])")
_DATE = re.compile(
    r"(?<![\d./-])(?:[0-3]?\d[./-][0-3]?\d[./-](?:20)?\d\d|20\d\d[./-][01]\d[./-][0-3]\d)"
    r"(?![./-]?\d)"
)
_AMERICAN = re.compile(r"(?:1[ .-])?\(?\d{3}\)?[ .-]{1,2}\d{3}[ .-]\d{4}")
_CUE = words(
    r"(?:call|text|ring|phone|dial|reach|contact|message) (?:me|us)|give (?:me|us) a (?:call|ring)"
    r"|my (?:phone|cell|mobile|number|digits)|(?:phone|cell|mobile|tel|telephone|handy|telefon"
    r"|telefono|mobil|movil|portable|gsm)(?:nummer| number| no)?\s?[:.#]|(?:ruf|rufe|rufen sie"
    r"|erreichst du|erreichen sie) (?:mich|uns)|meine? (?:handy|telefon|mobil)?-?nummer"
    r"|(?:appelle|appelez|contacte|contactez|ecris|ecrivez)[-\s](?:moi|nous)"
    r"|mon (?:numero|portable|tel)|(?:llama|escribe)(?:me|nos)|mi (?:numero|telefono|movil)"
    r"|whats ?app|telegram|signal|(?:call|text|phone|ring)(?: at)?:?(?= [+(\d])"
)
# What a row of digits may be called that is no phone number.
_OTHER_NAME = words(
    r"(?:tracking|parcel|order|invoice|isbn|ean|gtin|sku|vat|ref|reference|ticket|serial|model"
    r"|batch|customs|dhl|ups|dpd|gls|fedex|hermes|colissimo|artikel|article|commande|facture|suivi"
    r"|pedido|factura|seguimiento|envio|id|code|bestell\w{0,8}|sendung\w{0,8}|rechnung\w{0,8}"
    r"|paket\w{0,8}|iban|account|konto\w{0,6})(?!\w)"
)
_UNIT = re.compile(
    r"\s?(?:%|€|\$|£|(?:k|m|eur|euros?|usd|dollars?|gbp|pounds?|chf|px|cm|mm|kg|ml|people|fans"
    r"|followers?|views?|likes?|subs|subscribers?|impressions?|clicks?|plays?|reach|units?|pieces?"
    r"|abonn\w{0,6}|abos|aufrufe|zuschauer|klicks|vues|seguidores|visualizaciones|vistas|personas"
    r"|personnes|leute|menschen)(?!\w))"
)
_WORDS = {
    word: str(digit)
    for digit, names in enumerate(
        (
            "zero oh null cero",
            "one ein eins un une uno una",
            "two zwei zwo deux dos due",
            "three drei trois tres tre",
            "four vier quatre cuatro quattro",
            "five funf fuenf cinq cinco cinque",
            "six sechs seis sei",
            "seven sieben sept siete sette",
            "eight acht huit ocho otto",
            "nine neun neuf nueve nove",
        )
    )
    for word in names.split()
}
_TOKEN = re.compile(r"[a-z]+|\d{1,4}(?!\d)")
_GAP = re.compile(r"[ ,.\-/]{0,3}\Z")


def find_phones(text: str) -> Iterator[Find]:
    """Yield what reads as a phone number."""
    cues = [match.span() for match in _CUE.finditer(text)]
    for count, match in enumerate(_DIGITS.finditer(text)):
        if count == _MOST:
            break
        if _is_phone(text, match, cues):
            yield Find(match.start(), match.end(), Kind.PHONE)
    for start, end, digits in _spoken(text):
        if _is_spoken_phone(digits, is_cued=_is_near(cues, start, end)):
            yield Find(start, end, Kind.PHONE)


def _is_near(cues: list[tuple[int, int]], start: int, end: int) -> bool:
    """Whether the words just before or behind speak of calling."""
    return any(start - 40 <= cue_end and cue_start <= end + 25 for cue_start, cue_end in cues)


def _is_phone(text: str, match: re.Match[str], cues: list[tuple[int, int]]) -> bool:
    """Judge a row of digits by its form, its company and the numbering plans."""
    written = match.group()
    if _DATE.search(written) or _UNIT.match(text, match.end()):
        return False
    if written.lstrip("(").startswith("+"):
        return _is_possible(written)
    if _OTHER_NAME.search(text, max(0, match.start() - 25), match.start()):
        return False
    if written.startswith("00"):
        return _is_possible("+" + written[2:])
    if _is_near(cues, match.start(), match.end()):
        return _is_possible(written, "DE")
    is_written_like_one = written.startswith(("0", "(0")) or _AMERICAN.fullmatch(written)
    return bool(is_written_like_one) and _is_valid_somewhere(written)


def _is_possible(written: str, region: str | None = None) -> bool:
    """Whether a number of this length exists; of seven digits at least."""
    try:
        number = phonenumbers.parse(written, region)
    except phonenumbers.NumberParseException:
        return False
    digits = sum(character.isdigit() for character in written)
    return digits >= 7 and phonenumbers.is_possible_number(number)


def _is_valid_somewhere(written: str) -> bool:
    """Whether some country hands out such a number."""
    for region in _REGIONS:
        try:
            number = phonenumbers.parse(written, region)
        except phonenumbers.NumberParseException:
            continue
        if phonenumbers.is_valid_number_for_region(number, region):
            return True
    return False


def _spoken(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield rows of digits of which at least three are words: start, end, digits."""
    run: list[tuple[int, int, str, bool]] = []
    for match in _TOKEN.finditer(text):
        word = match.group()
        digit = word if word.isdigit() else _WORDS.get(word)
        if digit is None and word == "o" and run:
            digit = "0"
        follows = bool(run) and _GAP.match(text[run[-1][1] : match.start()]) is not None
        if run and (digit is None or not follows):
            yield from _row(run)
            run = []
        if digit is not None:
            run.append((match.start(), match.end(), digit, not word.isdigit()))
    yield from _row(run)


def _row(run: list[tuple[int, int, str, bool]]) -> Iterator[tuple[int, int, str]]:
    if sum(is_word for *_, is_word in run) >= 3:
        yield run[0][0], run[-1][1], "".join(digit for _, _, digit, _ in run)


def _is_spoken_phone(digits: str, *, is_cued: bool) -> bool:
    """Whether spoken digits are a number: long, begun with a zero, or announced. Not a count."""
    if all(abs(int(after) - int(before)) == 1 for before, after in pairwise(digits)):
        return False
    return len(digits) >= 7 or (len(digits) >= 4 and (is_cued or digits[0] == "0"))
