"""What the contact guard marks, and what it leaves alone."""

import time

import pytest

from marketplace.messaging.guard import (
    ContactWarning,
    check_contacts,
    find_contacts,
    marked,
    phrases_from_json,
)

WARN = [
    ("email", "Write to anna.k@mail.com and I send the deck."),
    ("email", "My address is anna (at) mail dot com"),
    ("email", "anna[at]mail[dot]com is where I read most"),
    ("email", "a n n a @ m a i l . c o m"),
    ("email", "Reach me: a n n a @ mail.com"),
    ("email", "It is anna AT northbeam DOT com, all small."),
    ("email", "anna @ gmail . com"),
    ("email", "anna at gmail.com works best"),
    ("email", "Send the brief to anna＠northbeam．com"),
    ("email", "anna(ät)web(punkt)de, da antworte ich schneller"),
    ("email", "Meine Adresse: anna klammeraffe gmx punkt de"),
    ("email", "anna arobase orange point fr, merci"),
    ("email", "Escríbeme a anna arroba gmail punto com"),
    ("email", "mail me at anna@gmail"),
    ("phone", "Call me on +49 151 23456789 tonight."),
    ("phone", "text me on +1 415 867 5309"),
    ("phone", "whatsapp me at 0049 151 23456789"),
    ("phone", "You can ring me: (415) 867-5309"),
    ("phone", "415-867-5309 is faster than this."),
    ("phone", "My number is 0151 23456789"),
    ("phone", "0151/23456789, jederzeit"),
    ("phone", "My number: oh one five one, two three four five six seven eight nine"),
    ("phone", "it starts oh one five one and the rest is on my profile"),
    ("phone", "null eins fünf eins zwei drei vier fünf sechs"),
    ("phone", "Appelle-moi au 06 12 34 56 78"),
    ("phone", "zéro six douze, enfin : zéro six un deux trois quatre cinq"),
    ("phone", "Llámame al 612 345 678 cuando quieras"),
    ("phone", "Ruf mich an: 0664 1234567"),
    ("phone", "0 1 5 1 2 3 4 5 6 7 8 9"),
    ("phone", "+４９ １５１ ２３４５６７８９"),
    ("phone", "Handy: 0171-2345678"),
    ("messenger", "Text me on WhatsApp, it is quicker."),
    ("messenger", "Just WhatsApp me."),
    ("messenger", "Let's move this over to Telegram."),
    ("messenger", "Can we talk about the price on Signal?"),
    ("messenger", "Add me on Discord and I show you the rough cut."),
    ("messenger", "discord: mira.sand#4821"),
    ("messenger", "My Telegram is mira_sand"),
    ("messenger", "Telegram @mira_sand"),
    ("messenger", "Do you have WhatsApp?"),
    ("messenger", "Are you on Signal?"),
    ("messenger", "Skype: mira.sand"),
    ("messenger", "Find me on Snapchat as mira"),
    ("messenger", "DM me on Instagram instead, I never look here."),
    ("messenger", "Give me your number and I explain."),
    ("messenger", "What's your email?"),
    ("messenger", "Send us your e-mail address, then we go on there."),
    ("messenger", "Schreib mir lieber auf WhatsApp"),
    ("messenger", "Können wir das kurz über Telegram besprechen?"),
    ("messenger", "Gib mir mal deine Handynummer"),
    ("messenger", "Écris-moi sur WhatsApp, c'est plus simple."),
    ("messenger", "Envoie-moi ton numéro"),
    ("messenger", "Escríbeme por WhatsApp"),
    ("messenger", "Pásame tu número y hablamos"),
    ("messenger", "Hablemos mejor por Telegram"),
    ("messenger", "I am on w.h.a.t.s.a.p.p all day"),
    ("messenger", "w h a t s a p p  me"),
    ("link", "Here: https://t.me/mirasand"),
    ("link", "wa.me/4915123456789"),
    ("link", "t dot me slash mirasand"),
    ("link", "join discord.gg/x7Fq2 and ask there"),
    ("link", "https://chat.whatsapp.com/AbCdEf123"),
    ("link", "paypal.me/mirasand"),
    ("link", "The rest to https://www.paypal.com/paypalme/mirasand"),
    ("link", "cash.app/$mirasand"),
    ("link", "buy.stripe.com/test_1a2b3c is the invoice"),
    ("link", "mailto:mira@example.com"),
    ("payment", "Let's do this outside the platform."),
    ("payment", "We could settle the rest off-platform"),
    ("payment", "Can we skip the platform fee?"),
    ("payment", "That way we save both the fee."),
    ("payment", "I can pay you via PayPal right away."),
    ("payment", "We pay you $400 by bank transfer, no paperwork."),
    ("payment", "venmo @mirasand"),
    ("payment", "Just PayPal me the deposit"),
    ("payment", "Do you take PayPal?"),
    ("payment", "IBAN DE89 3704 0044 0532 0130 00"),
    ("payment", "GB82WEST12345698765432 is the account"),
    ("payment", "Send me your bank details"),
    ("payment", "cash in hand if you like"),
    ("payment", "Lass uns das außerhalb der Plattform machen."),
    ("payment", "Wir könnten das an der Plattform vorbei regeln."),
    ("payment", "Ich überweise dir das Geld per PayPal"),
    ("payment", "Schick mir deine IBAN"),
    ("payment", "On peut faire ça en dehors de la plateforme ?"),
    ("payment", "Je te paie par virement demain."),
    ("payment", "Podemos hacerlo fuera de la plataforma"),
    ("payment", "Te pago por Bizum hoy mismo"),
    ("payment", "send it to 0x52908400098527886E0F7030069857D2E4169EE7"),
]

LEAVE = [
    "We offer $1,200.00 for two reels, half of it for usage.",
    "1.200,00 € brutto, also 980 netto",
    "€1 200 000 of revenue came from creators last year",
    "The draft is due on 2026-11-26, the post on 28.11.2026 at 18:00.",
    "Call on 26.11.2026 with the whole team is off, we write here instead.",
    "Thu 11/26/2026 18:00 - 19:30 works for the review",
    "I have 48,200 followers and about 12 000 000 views a year.",
    "That reel reached 1200000 people.",
    "Text overlay: 1 200 000 followers in two years",
    "Put #ad first, then #trailrunning2026.",
    "Tag @northbeam and @northbeam.shoes in the caption.",
    'Caption: "Out with @northbeam.shoes. #ad"',
    "Here is my last one: https://www.youtube.com/watch?v=dQw4w9WgXcQ",
    "https://youtu.be/dQw4w9WgXcQ?t=0151",
    "https://www.instagram.com/p/C1a2b3c4d5e/ did well",
    "Draft: https://www.tiktok.com/@mirasand/video/7301234567890123456",
    "The video explains how PayPal works and why it is safe.",
    "PayPal is the sponsor of the next race, so no second payment brand.",
    "Viewers pay with PayPal or card in your shop, right?",
    "Show how you open your PayPal account in the app.",
    "The sole is 28 mm, the drop 6 mm, the box 32 x 21 x 12 cm.",
    "1080 x 1920 px, 9:16, 30 fps, at most 60 seconds",
    "Two takes: 00:15 to 00:42 and 01:10 to 01:25",
    "tracking 1Z999AA10123456784",
    "DHL tracking 00340434161094042557",
    "Sendungsnummer 00340434161094042557, kommt morgen",
    "Order number 0151 2345678 shipped today",
    "EAN 4006381333931 is on the label.",
    "We would like telegram-style captions, white on black.",
    "There was no signal up there, so the clip is late.",
    "A strong signal to viewers in the first three seconds.",
    "Signal orange is the colour of the laces.",
    "Can you signal the change of chapter with a sound?",
    "Make a WhatsApp sticker of the dog for the story.",
    "The brief is about WhatsApp Status, not about stories.",
    "I talk to my followers on Discord every Sunday.",
    "Telegram and Signal are the competitors; leave them out.",
    "Film in the line of fire, and keep the horizon in line.",
    "Count to three: one, two, three, go.",
    "one two three four five six seven, as in the song",
    "Take one shot in one go, two if the light is bad.",
    "Three to five stories, then one reel and two posts.",
    "Look at youtube dot com slash creators for the sizes.",
    "We shoot at northbeam in the old hall.",
    "Meet the crew @ 7.30 at the lift.",
    "My rate is 450 per post or 1200 for three posts.",
    "CPM 18.40, CPE 0.32, ER 4.1 %",
    "30 days live, 6 months usage, 12 months exclusivity",
    "Usage outside the platform we posted on needs a licence.",
    "May we use the clip off Instagram, in our newsletter?",
    "The fee of the platform is 10 %, so you get $405.",
    "What is my net without the fee?",
    "Pay attention to the wet rock at 1:20.",
    "Send me your draft on Friday.",
    "Send us the phone back after the shoot.",
    "Send me your number of followers per channel.",
    "What is your favourite number one tip?",
    "The app shows the number in the top right corner.",
    "Message received, I change the caption.",
    "Contact us is the last button on the page; film it.",
    "The e-mail address in the mock-up must be blurred.",
    "Where do I enter my bank details for the payout?",
    "The promo code is MIRA15, fifteen per cent off.",
    "Version 2.0.14 of the app, build 20261122",
    "Score 4-6, 6-3, 7-5 in the final",
    "Postcode 6020 Innsbruck, 2nd floor, door 12",
    "Der Entwurf kommt am 26.11.2026 um 18 Uhr.",
    "Gib acht auf den Ton, bei acht Sekunden rauscht es.",
    "Die Nutzung außerhalb der Plattform kostet extra.",
    "Wir zahlen 1.200 € für zwei Reels und drei Stories.",
    "Kundinnen zahlen bei uns per PayPal oder Karte.",
    "Der Preis liegt bei 450 Euro, netto.",
    "Le prix est de 1 200,00 € pour trois publications.",
    "Un, deux, trois : on part du col à six heures.",
    "La vidéo parle de PayPal, sans montrer de compte.",
    "El vídeo dura 45 segundos y sale el 26/11/2026.",
    "Son 48.200 seguidores y 1.200.000 visualizaciones.",
    "No publiques fuera de la plataforma acordada.",
    "Do you accept PayPal in your shop?",
    "Your invoice 2026-00415-867 is in the ledger",
    "The song is 867-5309 by Tommy Tutone",
    "Please do not post outside the campaign's dates.",
    "I'll post it at 9, at noon and at 5.",
    "My mail in the video is blurred.",
    "The hashtag #whatsapp is not needed.",
]


@pytest.mark.parametrize(("kind", "text"), WARN)
def test_it_warns_of(kind: str, text: str) -> None:
    assert kind in [phrase.kind.value for phrase in find_contacts(text)]


@pytest.mark.parametrize("text", LEAVE)
def test_it_leaves_alone(text: str) -> None:
    assert find_contacts(text) == ()


def test_positions_are_those_of_the_message() -> None:
    text = "Ünder Ｕs: Ａnna (at) mail dot com – or\n\tWhatsApp me."
    phrases = find_contacts(text)
    assert [phrase.kind.value for phrase in phrases] == ["email", "messenger"]
    assert [text[phrase.start : phrase.end] for phrase in phrases] == [p.text for p in phrases]
    assert phrases[1].text == "WhatsApp me"


def test_what_is_spelled_out_is_marked_from_its_first_letter_to_its_last() -> None:
    text = "so: a n n a @ mail.com and done"
    assert [phrase.text for phrase in find_contacts(text)] == ["a n n a @ mail.com"]


def test_letters_that_are_not_seen_hide_nothing() -> None:
    assert find_contacts("an\u200bna@ma\u00adil.com")


def test_phrases_do_not_overlap() -> None:
    phrases = find_contacts("Text me on WhatsApp +49 151 23456789 or anna@mail.com, paypal.me/anna")
    ends = [phrase.end for phrase in phrases]
    assert len(phrases) >= 3
    assert all(end <= phrase.start for end, phrase in zip(ends, phrases[1:], strict=False))


def test_the_author_is_warned_once_and_then_free() -> None:
    with pytest.raises(ContactWarning) as warning:
        check_contacts("anna@mail.com or t.me/anna or +49 151 23456789", is_warned=False)
    assert str(warning.value) == (
        "This looks like an e-mail address, a link to a messenger or a payment service "
        "and a phone number."
    )
    assert len(check_contacts("anna@mail.com", is_warned=True)) == 1
    assert check_contacts("See you on Friday.", is_warned=False) == ()


def test_marking_escapes_what_the_author_wrote() -> None:
    text = "<b>Mail</b>\nanna@mail.com <i>"
    assert marked(text, find_contacts(text)) == (
        "&lt;b&gt;Mail&lt;/b&gt;<br><mark>anna@mail.com</mark> &lt;i&gt;"
    )


def test_phrases_survive_being_stored() -> None:
    phrases = find_contacts("anna@mail.com")
    assert phrases_from_json([phrase.as_json() for phrase in phrases]) == phrases


HOSTILE = [
    *("a", "a@", "a ", "+49 151 ", "0151 2345678 ", "pay me ", "let's talk on ", "one two ", "a.b"),
    *("text me on ", "@ ", "1 ", "(at) ", "x dot ", " ", "\n", "de89 ", "t.me", "do pay deal we "),
    *(
        "my whatsapp is ",
        "schreib mir auf ",
        "aa at bb dot ",
        "é",
        "oh one ",
        "w.h.a.t.",
        "1-",
        "(",
    ),
]


@pytest.mark.parametrize("piece", HOSTILE)
def test_hostile_messages_are_read_in_linear_time(piece: str) -> None:
    def seconds(length: int) -> float:
        text = (piece * length)[:length]
        best = float("inf")
        for _ in range(3):
            start = time.perf_counter()
            find_contacts(text)
            best = min(best, time.perf_counter() - start)
        return best

    # Four times the text takes about four times as long, never sixteen times.
    assert seconds(5000) < 0.05 or seconds(5000) < 8 * seconds(1250)
