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
from tests.messaging.sentences import LEAVE, WARN


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
        for _ in range(5):
            start = time.process_time()
            find_contacts(text)
            best = min(best, time.process_time() - start)
        return best

    # Four times the text takes about four times as long, never sixteen times; of this process's
    # own time, because others may be busy.
    assert seconds(5000) < 0.05 or seconds(5000) < 8 * seconds(1250)
