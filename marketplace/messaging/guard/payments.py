"""Asking to deal or pay past the platform, and the bank details that go with it."""

import re
from collections.abc import Iterator

from marketplace.messaging.guard.patterns import find_all, words
from marketplace.messaging.guard.phrases import Find, Kind

_SERVICE = (
    r"(?:pay ?pal|venmo|zelle|cash ?app|revolut|wise|western union|moneygram|bizum|twint|paylib"
    r"|lydia|bitcoin|btc|crypto|usdt|ethereum)"
)
_BY = (
    rf"(?:{_SERVICE}|bank transfer|wire(?: transfer)?|direct deposit|cash|(?:bank )?account"
    r"|apple pay|google pay)(?![\w-])"
)
_PLACE = r"(?:(?:the|this|your) platform|this (?:site|website|marketplace|app)|parley)(?!\w)"
_DEAL = (
    r"(?:do|pay|deal|continue|talk|handle|settle|move|take|close|arrange|contract|agree|work"
    r" (?:together|directly)|sort|finish|transfer|communicate|let'?s|(?:can|could|shall) we"
    r"|we (?:can|could|should))"
)
_WE_DEAL = r"(?: (?!not |about |usage )[\w'$.,]{1,12}){0,5}"

_ENGLISH = (
    rf"{_DEAL}{_WE_DEAL} (?:outside(?: of)?|without|around|behind) {_PLACE}",
    rf"{_DEAL}{_WE_DEAL} off[-\s](?:(?:the|this) )?(?:platform|marketplace|parley)(?!\w)",
    (
        rf"be paid (?:\w{{1,10}} ){{0,2}}(?:by|via|in|through|with) (?:{_SERVICE}"
        rf"|bank transfer|cash)(?!\w)"
    ),
    r"off[-\s]platform (?:payment|deal|contract|agreement)",
    r"(?:payment|deal|contract|agreement) (?:off[-\s]platform|outside (?:of )?the platform)",
    (
        r"(?:avoid|skip|dodge|bypass|get around|evade|circumvent|escape"
        r"|cut out)(?: paying)?(?: (?:the"
        r"|this|all|any|these|their)){0,2} (?:(?:platform|parley|site|service|marketplace)(?:'?s)?"
        r" (?:fees?|cut|commission|charges?)|middle ?man|platform|fees?|commission)(?!\w)"
    ),
    r"save (?:(?:us|you|ourselves) )?(?:both )?the (?:platform )?(?:fees?|commission)(?!\w)",
    (
        r"(?:pay|send|wire|transfer|paying) (?:me|you|us|it|(?:the|your|my) (?:money|fee|price|rest"
        r"|amount|balance|payment|deposit)|half|everything|money|\$?\d[\d.,]{0,9})"
        rf"(?: [\w'$.,]{{1,12}}){{0,4}} (?:via|by|with|on|through|over|using|in|to|into)"
        rf" (?:(?:a|my|your) )?{_BY}"
    ),
    (
        r"(?:pay ?pal|venmo|zelle|cash ?app|revolut|wire|bizum) (?:me|you|us)(?!\w)"
        r"(?! (?:that|about|what|whether|when))"
    ),
    (
        rf"i(?:'d| would)?(?: only)? (?:accept|take|prefer"
        rf"|want) (?:\w{{1,10}} ){{0,2}}{_SERVICE}(?!\w)"
    ),
    rf"(?:do|can|could) you (?:accept|take|use|do) {_SERVICE}(?= ?\?)",
    rf"my {_SERVICE}(?: (?:is|account is|link|name|handle|id|address)|:)(?!\w)",
    rf"(?:{_SERVICE}) ?:? ?(?:@(?!{_SERVICE}(?!\w))[\w.-]{{2,32}}|\$[a-z]\w{{1,20}})",
    (
        rf"(?:send|give|share|tell|drop) (?:me|us) (?:your|ur) (?:{_SERVICE}|iban"
        rf"|bank (?:details|account"
        r"|data)|account (?:number|details))(?!\w)"
    ),
    r"here (?:are|is) (?:my|our) (?:bank (?:details|account|data)|iban|account number)",
    r"(?:my|our) (?:bank (?:details|account)|iban|account number|sort code)(?: is| are)? ?: ?\w",
    (
        r"pay (?:me|you|us) (?:\w{1,10} )?direct(?:ly)?(?!\w)(?! (?:here|after|when|once"
        r"|through the"
        r" platform))|cash in hand|under the table"
    ),
)
_GERMAN = (
    (
        r"(?:mach\w{0,2}|(?:be)?zahl\w{0,2}|uberweis\w{0,2}|regel\w{0,2}|klar\w{0,2}"
        r"|vereinbar\w{0,2}"
        r"|reden|schreiben|arbeiten|lasst? uns|konnen wir|wollen wir)(?: (?!nicht )\w{1,15}){0,6}"
        r" (?:(?:ausserhalb|abseits) (?:der|dieser|von)|ohne(?: die)?) (?:plattform|seite"
        r"|parley)(?!\w)"
    ),
    (
        r"(?:ausserhalb|abseits) (?:der|dieser) plattform(?: \w{1,12}){0,2} (?:machen|(?:be)?zahlen"
        r"|abwickeln|regeln|klaren|reden|abrechnen|vereinbaren)"
    ),
    r"an der plattform vorbei|um die plattform herum|die plattform (?:\w{1,10} )?umgehen",
    r"(?:(?:be)?zahl\w{0,4}|uberweis\w{0,4}|geld)(?: \w{1,12}){0,4} auf mein (?:bank)?konto(?!\w)",
    r"(?:plattform)?(?:gebuhr|gebuehr|provision)(?:en)? (?:\w{1,10} )?(?:sparen|umgehen|vermeiden)",
    (
        r"(?:zahl|bezahl|uberweis|schick)\w{0,3} (?:\w{1,12} ){0,3}(?<!bei\s)"
        r"(?:dir|mir|dich|mich|uns|euch|ihnen)"
        rf" (?:\w{{1,12}} ){{0,4}}(?:per|mit|uber|via|auf) (?:mein )?(?:{_SERVICE}"
        rf"|uberweisung|konto"
        r"|bargeld)(?!\w)"
    ),
    (
        r"(?:schick|gib|sag|sende?)\w{0,2} (?:mir|uns)(?: (?:doch|mal|bitte"
        r"|kurz)){0,2} (?:deine?|eure?"
        rf"|ihre?) (?:iban|bankverbindung|kontonummer|kontodaten|bankdaten|{_SERVICE})(?!\w)"
    ),
    (
        r"(?:hier (?:ist|sind) )?(?:meine?|unsere?) (?:iban|bankverbindung|kontonummer|kontodaten)"
        r"(?: lautet| ist)? ?: ?\w"
    ),
)
_FRENCH = (
    (
        r"(?:payer|paye[rz]?|paie|regle[rz]?|faire|faisons|passer|passons|continuer|continuons"
        r"|travailler|travaillons|arranger|conclure)(?:[-\s](?!pas )[\w']{1,12}){0,6}"
        r" (?:en dehors de|hors(?: de)?|sans passer par) (?:(?:la|cette) )?(?:plateforme"
        r"|parley)(?!\w)"
    ),
    r"(?:evite[rz]?|economise[rz]?|contourne[rz]?) (?:les frais|la commission)(?!\w)",
    (
        r"(?:(?:te|vous|me|nous) (?:paye|paie|regle|verse|envoie|payer|verser)\w{0,3}|(?:paye|paie"
        r"|regle|verse|envoie)\w{0,2}[-\s](?:moi|nous))(?: [\w']{1,12}){0,4} (?:par|via"
        r"|sur|en|avec)"
        rf" (?:mon )?(?:{_SERVICE}|virement|especes|liquide)(?!\w)"
    ),
    (
        r"(?:donne|donnez|envoie|envoyez)[-\s](?:moi|nous) (?:ton|votre|tes|vos) (?:rib|iban"
        rf"|coordonnees bancaires|{_SERVICE})(?!\w)"
    ),
)
_SPANISH = (
    (
        r"(?:pag\w{1,6}|hac\w{1,6}|hag\w{1,6}|segu\w{1,6}|sig\w{1,6}|cerr\w{1,6}"
        r"|cierr\w{1,4}|habl\w{1,6}"
        r"|arregl\w{1,6}|trabaj\w{1,6}|trat\w{1,4})(?: (?!no )\w{1,12}){0,6}"
        r" (?:(?:por )?fuera de|sin pasar por|sin) (?:(?:la|esta) )?(?:plataforma|parley)(?!\w)"
    ),
    r"(?:evitar|ahorrar\w{0,3}|saltar\w{0,3}) (?:la|las|los) (?:comision(?:es)?|tarifas?)(?!\w)",
    (
        r"(?:(?:te|me|os|nos) (?:lo )?(?:pag\w{1,5}|transfier\w{1,3}|envi\w{1,3}"
        r"|mand\w{1,3})|(?:paga|envia"
        r"|manda|transfiere)(?:me|nos)|pagar(?:te|me|nos))(?: \w{1,12}){0,4} (?:por|con"
        r"|via|en|a|un)"
        rf" (?:mi )?(?:{_SERVICE}|transferencia|efectivo)(?!\w)"
    ),
    rf"(?:dame|pasame|mandame|enviame|pasanos) (?:tu|su) (?:iban|cuenta|{_SERVICE})(?!\w)",
)
_PATTERNS = tuple(words(p) for p in (*_ENGLISH, *_GERMAN, *_FRENCH, *_SPANISH))

_IBAN = re.compile(r"(?<!\w)[a-z]{2}\d{2}(?:[ -]?[a-z0-9]{4}){2,7}(?:[ -]?[a-z0-9]{1,3})?(?!\w)")
_COIN = re.compile(r"(?<!\w)(?:bc1[a-z0-9]{25,59}|0x[a-f0-9]{40})(?!\w)")


def find_payments(text: str) -> Iterator[Find]:
    """Yield proposals to deal elsewhere, and account numbers."""
    yield from find_all((*_PATTERNS, _COIN), text, Kind.PAYMENT)
    for match in _IBAN.finditer(text):
        if _is_iban(match.group()):
            yield Find(match.start(), match.end(), Kind.PAYMENT)


def _is_iban(written: str) -> bool:
    """Whether the check digits of ISO 13616 are right."""
    compact = re.sub(r"[ -]", "", written)
    turned = compact[4:] + compact[:4]
    return int("".join(str(int(character, 36)) for character in turned)) % 97 == 1
