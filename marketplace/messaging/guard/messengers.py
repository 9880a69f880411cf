"""Asking to talk elsewhere: on a messenger, by somebody's handle, by number or mail.

Messengers are also what people work with, so a name alone is nothing: it takes somebody who is
asked to come there.
"""

import re
from collections.abc import Iterator

from marketplace.messaging.guard.patterns import find_all, words
from marketplace.messaging.guard.phrases import Find, Kind

_APP = (
    r"(?:whats ?app|whats-app|telegram|threema|viber|we ?chat|skype|discord|kik|facetime|i-?message"
    r"|snapchat|google (?:meet|chat))"
)
# Names that are words as well, or where many speak to everybody.
_ANY_APP = rf"(?:{_APP}|signal|messenger|zoom|snap|slack|teams|wa|tg)"
_SOCIAL = r"(?:insta(?:gram)?|facebook|fb|linked ?in|twitter|ig)"
# What makes it a thing of the trade: "telegram-style captions", "WhatsApp stickers".
_NO_THING = (
    r"(?![\w-])(?! (?:style|status|stickers?|channel|community|bot|campaign|captions?|ads?|users?"
    r"|groups?|story|stories|server|posts?|posten|zeigen|werben)(?!\w))"
)
_HANDLE = r"(?:@[\w.]{2,32}|\+?\d[\d\s()/-]{5,20})"
_TO_ME = (
    r"(?:text|message|msg|dm|pm|ping|add|reach|contact|write(?: to)?|hit|find|call|ring|chat with"
    r"|talk to|get|catch) (?:me|us)(?: (?:up|back|directly|privately|there|instead|now|first))?"
)
_LETS = (
    r"(?:let'?s|(?:can|could|shall|should) we|we (?:can|could|should)|can i|could i|i'?d rather"
    r"|i would (?:rather|prefer to)|want to|happy to|(?:easier|quicker|faster|better)(?: to)?)"
)
_TALK = (
    r"(?:move|switch|continue|talk|chat|speak|discuss|text|message|call|write|settle|sort|agree"
    r"|connect|take|do (?:this|it)|finish|hop|carry on|go on)"
)
_SOME = r"(?: [\w']{1,12}){0,5}"

_ENGLISH = (
    rf"{_TO_ME} (?:on|via|over|in|at|through|by|using|with) (?:my )?{_ANY_APP}{_NO_THING}",
    r"(?:whats ?app|telegram|skype|discord|viber|facetime|we ?chat|i-?message) (?:me|us)(?!\w)",
    rf"{_LETS} {_TALK}{_SOME} (?:on|to|over|via|through|by|onto) (?:my )?{_ANY_APP}{_NO_THING}",
    (
        rf"(?:move|switch|continue|take) (?:this|it|that|the (?:chat|conversation|talk|discussion)"
        rf"|our (?:chat|conversation)|over)(?: over)? (?:on|to|via|onto) {_ANY_APP}{_NO_THING}"
    ),
    rf"(?:do you have|have you got|do you use) (?:an? )?{_APP}(?= ?(?:\?|too|also|number|or|so))",
    rf"are you (?:also )?on {_ANY_APP}(?= ?\?)",
    rf"(?:i'?m|i am|we'?re|we are) (?:also )?on {_ANY_APP}(?: as)?:? ?{_HANDLE}",
    (
        rf"my {_ANY_APP} (?:is|:|=) ?(?!\w{{1,20}}(?:ing|ed)(?!\w)|(?:full|a|the|not|where"
        rf"|how|about"
        r"|only|also|very|my|in|on|mostly)(?!\w))@?[\w.+]{2,32}"
    ),
    rf"(?:my|your|ur) {_ANY_APP} ?(?:id|handle|number|user(?:name)?|contact)(?!\w)",
    (
        r"(?:give|send|drop|share|tell|text|dm) (?:me|us) (?:your|ur) (?:(?:phone|cell"
        r"|mobile|mobile"
        r" phone|whats ?app|telegram) ?)?(?:number(?! of)|e-?mail(?: address)?|contact details"
        r"|whats ?app|telegram)(?!\w)"
    ),
    (
        r"what(?:'s| is|s) your (?:(?:phone|cell|mobile|whats ?app|telegram) )?(?:number|e-?mail"
        r"(?: address)?)(?! (?:of|one))(?!\w)"
    ),
    (
        rf"(?:^|[.!?,;:\n(-]\s{{0,3}}|(?:can|could|just|please|pls|or|so|better"
        rf"|simply) )(?P<phrase>"
        rf"(?:dm|pm|message|text|write|contact|ping) (?:me|us)(?: (?:directly|instead|there))?"
        rf" (?:on|via|over) {_SOCIAL}(?!\w))"
    ),
    r"(?:add|find) me on snap(?:chat)?(?!\w)",
)
_GERMAN = (
    (
        r"(?:mir|uns) (?:(?:doch|mal|bitte|kurz) )?(?:deine|eure|ihre) (?:(?:handy"
        r"|telefon|mobil)-?)?"
        r"(?:nummer|e-?mail(?:-?adresse)?) (?:schicken|geben|senden|schreiben|verraten)(?!\w)"
    ),
    (
        r"(?:schreib\w{0,3}|kontaktier\w{0,3}|erreich\w{0,3}|adde?|ruf\w{0,2}|meld\w{0,2}"
        r"|sprechen wir"
        r"|reden wir|lasst? uns|konnen wir|wollen wir|besprechen wir)(?: \w{1,12}){0,5}"
        rf" (?:auf|bei|uber|per|via|in|zu) (?:meinem )?{_ANY_APP}{_NO_THING}"
    ),
    rf"(?:hast du|habt ihr|haben sie|nutzt du|bist du (?:bei|auf)) (?:auch )?{_ANY_APP}(?= ?\?)",
    rf"(?:mein|deine?|eure?|ihre?) {_APP}-?(?: ?(?:nummer|name|kontakt|nick)|:| (?:ist|lautet) )",
    (
        r"(?:gib|gebt|geben sie|schick\w{0,2}|schreib\w{0,2}|sag\w{0,2}) (?:mir|uns)(?: (?:doch|mal"
        r"|bitte|kurz)){0,2} (?:deine|eure|ihre) (?:(?:handy|telefon|mobil)-?)?(?:nummer|e-?mail"
        r"(?:-?adresse)?|mail-?adresse|kontaktdaten)(?!\w)"
    ),
)
_FRENCH = (
    (
        rf"on (?:continue|passe|parle|discute|s'ecrit|s'appelle) (?:plutot )?(?:sur|par"
        rf"|via) {_APP}{_NO_THING}"
    ),
    (
        r"(?:ecris|ecrivez|ecrire|contacte[rz]?|ajoute[rz]?|appelle[rz]?|appelez|joins"
        r"|joindre|passons"
        r"|continuons|parlons|discutons|discuter|parler|continuer|passer)(?:[-\s](?:moi"
        r"|nous|en|la|ca"
        rf"|cela|plutot|directement)){{0,3}} (?:sur|par|via) (?:mon )?{_ANY_APP}{_NO_THING}"
    ),
    (
        r"(?:donne|donnez|envoie|envoyez|passe|passez)[-\s](?:moi|nous) (?:ton|votre) (?:numero"
        rf"|adresse (?:e-?)?mail|e-?mail|mail|{_APP})(?!\w)"
    ),
    rf"(?:tu as|as-tu|vous avez|avez-vous|t'as) {_APP}(?= ?\?)",
)
_SPANISH = (
    (
        r"(?:escrib[ea](?:me|nos)|contacta(?:me|nos)|agrega(?:me|nos)|llama(?:me|nos)"
        r"|habla(?:me|mos)"
        r"|hablar|hablemos|seguimos|sigamos|pasemos|pasamos|manda(?:me|nos))(?: \w{1,12}){0,3}"
        rf" (?:por|en|al|via|a|un) (?:mi )?{_ANY_APP}{_NO_THING}"
    ),
    (
        r"(?:dame|danos|pasame|pasanos|mandame|enviame|envianos) (?:tu|su) (?:numero|e-?mail|correo"
        rf"|movil|telefono|{_APP})(?!\w)"
    ),
    rf"(?:tienes|tiene|usas) {_APP}(?= ?\?)",
)
_HANDLES = (
    rf"what(?:'s| is|s) your {_APP}(?= ?(?:$|[\n?.!,]))",
    (
        rf"(?:{_APP}|tg|line id|snap|wa)(?: ?(?:id|name|handle|user(?:name)?|nummer|number|numero"
        rf"|kontakt|nick))?(?: ?(?:is|ist|est|es|:|=|-|\())? ?(?!@(?:{_APP})(?!\w)){_HANDLE}"
    ),
    rf"signal(?: (?:id|name|handle|number|nummer))? ?: ?{_HANDLE}",
    (
        r"(?:telegram|tg|skype|threema|kik|line id|we ?chat(?: id)?|snap(?:chat)?) ?[:=] ?"
        r"(?!(?:yes|no|none|nothing|ja|nein|oui|non|si)(?!\w))@?[a-z][\w.]{2,31}(?= ?(?:$"
        r"|[\n,;)!?]))"
    ),
    r"discord ?:? ?(?:\w{1,10} ){0,3}[\w.]{2,32}#\d{4}(?!\d)",
)

_PATTERNS = tuple(words(p) for p in (*_ENGLISH, *_GERMAN, *_FRENCH, *_SPANISH, *_HANDLES))
# Names taken apart: "w.h.a.t.s.a.p.p", "tele_gram".
_TAKEN_APART = re.compile(
    r"(?<!\w)(?:w[._*-]h[._*-]a[._*-]t[._*-]s[._*-]?a[._*-]p[._*-]p"
    r"|t[._*-]e[._*-]l[._*-]e[._*-]g[._*-]r[._*-]a[._*-]m|whats[._*]app|tele[._*]gram)(?![\w-])"
)


def find_messengers(text: str) -> Iterator[Find]:
    """Yield invitations to talk somewhere else."""
    return find_all((*_PATTERNS, _TAKEN_APART), text, Kind.MESSENGER)
