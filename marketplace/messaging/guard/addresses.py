"""E-mail addresses, and links to messengers and payment services."""

import re
from collections.abc import Iterator

from marketplace.messaging.guard.patterns import DOT, SPOKEN_DOT, find_all
from marketplace.messaging.guard.phrases import Find, Kind

_LOCAL = r"(?<![\w.+%@/-])[\w.+%-]{1,64}(?:\s(?:dot|punkt|punto)\s\w{1,30}){0,2}"
_LABEL = r"[a-z0-9-]{1,63}"
# Endings that are looked for where more than the sign itself is disguised.
_ENDING = (
    r"(?:com|net|org|info|biz|eu|de|at|ch|fr|es|it|uk|nl|pt|pl|se|dk|io|me|co|app|dev|us|ca|au"
    r"|mx|br|ar|ie|be|shop|studio|agency|media|email)(?![\w-])"
)
_PROVIDER = (
    r"(?:g(?:oogle)?mail|hotmail|outlook|yahoo|ymail|gmx|icloud|proton(?:mail)?|web|mail|aol|live"
    r"|t-online|freenet|posteo|laposte|orange|free|wanadoo|libero)"
)
_BRACKETED_AT = (
    r"\s{0,2}[(\[{<*_]\s?(?:@|at|a|arroba|arobase|klammeraffe|chiocciola)\s?[)\]}>*_]\s{0,2}"
)
_FOREIGN_AT = r"\s(?:arroba|arobase|klammeraffe|chiocciola)\s"
_SURE_AT = rf"(?:@|{_BRACKETED_AT}|{_FOREIGN_AT})"
_LOOSE_AT = r"(?:\s{1,2}(?:at|@)\s{1,2}|@\s{1,2}|\s{1,2}@\s{1,2})"
_POINT = rf"(?:{DOT}|\spoint\s)"
# Words before "at" that are no names: "look at youtube dot com".
_NO_NAME = (
    r"(?!(?:look|looks|looked|looking|work|works|working|shop|buy|order|available|find|us|out|is"
    r"|are|it|them|sold|live|site|here|there|only|now|see|visit|page|store|sale|discount)\s)"
)

_ADDRESSES = (
    re.compile(rf"{_LOCAL}@(?:{_LABEL}\.){{1,4}}[a-z]{{2,24}}(?![\w-])"),
    re.compile(rf"{_LOCAL}{_SURE_AT}(?:{_LABEL}{_POINT}){{1,3}}{_ENDING}"),
    re.compile(rf"{_NO_NAME}{_LOCAL}{_LOOSE_AT}(?:{_LABEL}{SPOKEN_DOT}){{1,3}}{_ENDING}"),
    re.compile(rf"{_NO_NAME}{_LOCAL}{_LOOSE_AT}{_PROVIDER}{_POINT}{_ENDING}"),
    re.compile(rf"{_LOCAL}{_BRACKETED_AT}{_PROVIDER}(?!\w)"),
    re.compile(
        r"(?<!\w)(?:e-?mail|mail|write|reach|contact)(?:\s(?:to|me|us|is|address|at|on)){0,3}:?\s"
        rf"(?P<phrase>[\w.+-]{{2,64}}\s?(?:@|\sat\s)\s?{_PROVIDER}(?!\w))"
    ),
)

_SLASH = r"\s{0,2}(?:/|\sslash\s)\s{0,2}"
# Hosts that serve nothing else: whatever follows is somebody's account.
_MESSENGER_HOSTS = (
    f"t{DOT}me|telegram{DOT}me|wa{DOT}me|m{DOT}me|signal{DOT}me|line{DOT}me|discord{DOT}gg"
    f"|discord{DOT}com/invite|discordapp{DOT}com/invite|(?:chat|api){DOT}whatsapp{DOT}com"
    f"|join{DOT}skype{DOT}com|threema{DOT}id|u{DOT}wechat{DOT}com"
)
_PAYMENT_HOSTS = (
    f"paypal{DOT}me|paypal{DOT}com/paypalme|venmo{DOT}com|cash{DOT}app|revolut{DOT}me"
    f"|wise{DOT}com/pay|buy{DOT}stripe{DOT}com|checkout{DOT}stripe{DOT}com|ko-fi{DOT}com"
    f"|buymeacoffee{DOT}com|monzo{DOT}me|lydia-app{DOT}com|bunq{DOT}me"
)
_LINKS = (
    re.compile(
        rf"(?<![\w@.-])(?:https?://)?(?:www\.)?(?:{_MESSENGER_HOSTS}|{_PAYMENT_HOSTS})"
        rf"{_SLASH}[^\s<>\"]{{1,100}}"
    ),
    re.compile(
        r"(?<!\w)(?:tel|mailto|whatsapp|tg|skype|viber|facetime|sgnl):(?://|[\w+@])\S{1,80}"
    ),
)


def find_addresses(text: str) -> Iterator[Find]:
    """Yield e-mail addresses, plain and disguised."""
    return find_all(_ADDRESSES, text, Kind.EMAIL)


def find_links(text: str) -> Iterator[Find]:
    """Yield links that lead to somebody's account with a messenger or payment service."""
    return find_all(_LINKS, text, Kind.LINK)
