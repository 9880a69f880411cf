"""What people type into names, titles and reasons stays words, in every kind of mail."""

import copy
import re
from collections.abc import Callable
from dataclasses import fields, is_dataclass, replace
from functools import cache
from typing import Any

import pytest
from django.core.mail import EmailMultiAlternatives
from django.db.models import Model

from marketplace.digests.registry import Section
from marketplace.kernel.mail.registry import MailKind, mail_kinds
from marketplace.kernel.mail.rendering import (
    SUBJECT_CHARS,
    RenderedMail,
    render_mail,
)
from tests.kernel.mail.reading import Mail

# Made by the platform itself, never typed by anybody.
OURS = {"url", "code", "signup_url", "password_reset_url", "ip", "state", "price"}
MARKUP = '<script>alert("x")</script><b a=\'b\'>&amp; {{ site_url }} {% now "Y" %}'
TURNED = "invoice \u202egpj.exe \u2067end"
EMOJI = "👩🏽‍🚀🏔️ Ünïcode 多語"
LONG = "W" * 400
LINES = (
    "One\r\nBcc: victim@example.com\r\n\r\n--\nParley\nYour account is closed. Sign in again:\n"
    "http://127.0.0.1.evil.example/accounts/login/"
)
HOSTILE = {"markup": MARKUP, "turned": TURNED, "emoji": EMOJI, "long": LONG, "lines": LINES}
KINDS = mail_kinds()

pytestmark = [
    pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.kind),
    pytest.mark.parametrize("words", HOSTILE.values(), ids=HOSTILE),
]


def changed(value: Any, change: Callable[[str], str], name: str = "") -> Any:
    """Return a copy of a sample with every string that people type replaced."""
    if isinstance(value, str):
        return value if name in OURS or not value else change(value)
    if isinstance(value, dict):
        return {key: changed(v, change, key) for key, v in value.items()}
    if isinstance(value, list | tuple):
        return type(value)(changed(v, change, name) for v in value)
    if isinstance(value, Model) and hasattr(value, "title"):
        again = copy.copy(value)
        again.title = change(value.title)
        return again
    if isinstance(value, Section):
        return replace(value, lines=changed(value.lines, change))
    if is_dataclass(value):
        names = [one.name for one in fields(value)]
        return replace(value, **{n: changed(getattr(value, n), change, n) for n in names})
    return value


@cache
def harmless(kind: MailKind) -> RenderedMail:
    """Return the mail as it is with one plain word in the place of each string."""
    return render_mail(kind, changed(kind.sample(), lambda _: "Word"))


@cache
def hostile(kind: MailKind, words: str) -> RenderedMail:
    return render_mail(kind, changed(kind.sample(), lambda _: words))


def test_it_is_no_markup(kind: MailKind, words: str) -> None:
    plain, mail = Mail(harmless(kind).html), Mail(hostile(kind, words).html)

    def shape(read: Mail) -> list[tuple[str, tuple[str, ...]]]:
        return [(e.tag, tuple(e.attrs)) for e in read.elements if e.tag != "br"]

    assert shape(mail) == shape(plain)
    assert mail.links == plain.links
    assert mail.css == plain.css


def test_it_is_read_as_it_was_typed(kind: MailKind, words: str) -> None:
    typed = [v for k, v in kind.sample().items() if isinstance(v, str) and k not in OURS]
    mail = hostile(kind, words)
    if not any(typed) or "Word" not in harmless(kind).text:
        return
    if words in (MARKUP, EMOJI, LONG):
        assert words in mail.text
        assert " ".join(words.split()) in Mail(mail.html).shown
    assert "&lt;" not in mail.text
    assert "&quot;" not in mail.text


def test_it_cannot_go_on_as_if_the_platform_spoke(kind: MailKind, words: str) -> None:
    def own(mail: RenderedMail) -> list[str]:
        return [line for line in mail.text.splitlines() if not line.startswith(">")]

    plain, lines = own(harmless(kind)), own(hostile(kind, words))
    assert len(lines) == len(plain)
    assert not [line for line in lines if line.startswith(("Bcc:", "Your account is closed"))]
    assert lines.count("--") == 1


def test_it_does_not_turn_round_what_is_ours(kind: MailKind, words: str) -> None:
    mail = hostile(kind, words)
    for part in (mail.subject, mail.text, mail.html):
        assert re.search("[\u202a-\u202e\u2066-\u2069]", part) is None


def test_it_is_no_header(kind: MailKind, words: str) -> None:
    mail = hostile(kind, words)
    assert len(mail.subject) <= SUBJECT_CHARS
    assert mail.subject == " ".join(mail.subject.split())
    message = EmailMultiAlternatives(mail.subject, mail.text, to=["ann@example.com"]).message()
    assert (message["Bcc"], message["To"]) == (None, "ann@example.com")
    assert len(message.get_all("Subject")) == 1
