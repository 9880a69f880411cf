"""Every kind of mail the site writes, from its sample: words, links, looks. A new kind is tested by
being registered."""

import re
from functools import cache
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.urls import resolve

from marketplace.kernel.mail.registry import MailKind, mail_kinds
from marketplace.kernel.mail.rendering import SUBJECT_CHARS, RenderedMail, render_mail
from tests.kernel.mail.reading import AA, Mail, contrast

pytestmark = pytest.mark.parametrize("kind", mail_kinds(), ids=lambda kind: kind.kind)

URL = re.compile(r"https?://[^\s<>\"]+")
AMOUNT = re.compile(r"\$[\d,]+\.\d\d")
DATE = re.compile(r"\b\d{1,2} (?:January|February|March|April|May|June|July|August|September"
                  r"|October|November|December)\b(?: \d{4})?")  # fmt: skip
CLOCK = re.compile(r"\b\d{1,2}:\d\d\b")
WEEKDAY = r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
ADDRESS = re.compile(r"[\w.+-]+@[\w.-]+\w")
ENTITY = re.compile(r"&(?:#\d+|#x[0-9a-f]+|[a-z]+);", re.IGNORECASE)
TEMPLATE = re.compile(r"\{\{|\}\}|\{%|%\}|\{#|\bNone\b|\bTrue\b|\bFalse\b|<[A-Za-z]+ object")
EMPTY = re.compile(r"“\s*”|\"\s*\"|\(\s*\)|\s[,.;:](?:\s|$)|[,;:]\s*[,.;]|\.\.(?!\.)|\bof \.|: *\.")
UNKIND = re.compile(
    r"!|\bplease\b|successfully|click here|\bdear\b|\blorem\b|\btodo\b|\bfoo\b|\bxxx|placeholder"
    r"|\bkindly\b|do not hesitate|we are (?:happy|pleased|sorry)|\boops\b|\byour?self\b.*!",
    re.IGNORECASE,
)
NAMES = re.compile(
    r"\b(?:I|Parley|January|February|March|April|May|June|July|August|September|October|November"
    r"|December|" + WEEKDAY + r")\b"
)
MOST_BYTES = 100_000
LONGEST_LINE = 320
MAIL_CSS = re.compile(
    r"background|border(-\w+)?|color|display|font(-[a-z-]+)?|letter-spacing|line-height"
    r"|margin(-\w+)?|max-(height|width)|overflow(-wrap)?|padding(-\w+)?|text-\w+|vertical-align"
    r"|white-space|width|word-break"
)
MAIL_TAGS = re.compile(
    "html|head|meta|title|style|body|div|p|h[1-3]|a|strong|em|br|span|table|thead|tbody|tfoot|tr"
    "|t[dh]|caption|[uo]l|li|blockquote|code|hr"
)


@cache
def rendered(kind: MailKind) -> RenderedMail:
    return render_mail(kind, kind.sample())


@cache
def html_of(kind: MailKind) -> Mail:
    return Mail(rendered(kind).html)


def main_text(kind: MailKind) -> str:
    """Return the text part without its footer."""
    return rendered(kind).text.partition("\n--\n")[0]


def strings_in(value: Any) -> set[str]:
    """Return every string of a sample, however deep."""
    if isinstance(value, str):
        return {value}
    if isinstance(value, dict):
        return set().union(*map(strings_in, value.values()))
    if isinstance(value, list | tuple | set):
        return set().union(*map(strings_in, value))
    if hasattr(value, "__dict__"):
        return set().union(*(strings_in(v) for k, v in vars(value).items() if k[0] != "_"))
    return set()


def said(text: str) -> set[str]:
    """Return the words of a text, one or many alike, without what joins or ends them."""
    words = re.findall(r"[\w$@%][\w$@%.,:/’'+-]*\w|\w", text.lower())
    return {word.removesuffix("s") for word in words}


# --- Subject -----------------------------------------------------------------------------------


def test_the_subject_is_one_short_line(kind: MailKind) -> None:
    subject = rendered(kind).subject
    assert subject == " ".join(subject.split())
    assert 5 < len(subject) <= SUBJECT_CHARS
    assert not subject.endswith((".", ":", ","))
    first = subject.split()[0]  # an address begins as it is written
    assert first[0].isupper() or first[0] in "$“" or first[0].isdigit() or "@" in first


@pytest.mark.parametrize(
    "pattern", [TEMPLATE, EMPTY, UNKIND, ENTITY], ids=["bits", "holes", "tone", "entities"]
)
def test_it_reads_as_a_person_wrote_it(kind: MailKind, pattern: re.Pattern[str]) -> None:
    mail = rendered(kind)
    for text in (mail.subject, mail.text, html_of(kind).shown):
        plain = URL.sub("link", text)
        assert [match.group() for match in pattern.finditer(plain)] == [], text


def test_its_heading_is_written_like_a_sentence(kind: MailKind) -> None:
    (heading,) = html_of(kind).all("h1")
    text = html_of(kind).text_in(heading)
    for name in sorted(strings_in(kind.sample()), key=len, reverse=True):
        text = text.replace(" ".join(name.split()), "…") if name.strip() else text
    words = NAMES.sub("", text).split()
    assert [word for word in words[1:] if word[:1].isupper()] == []
    assert not html_of(kind).text_in(heading).endswith(":")


def test_it_says_why_it_came(kind: MailKind) -> None:
    assert kind.why.startswith("You get this")
    assert kind.why.endswith(".")
    assert kind.why in " ".join(rendered(kind).text.split())
    assert kind.why in html_of(kind).shown


# --- Links -------------------------------------------------------------------------------------


def test_every_link_leads_to_a_page_of_this_site(kind: MailKind) -> None:
    links = {*html_of(kind).links, *URL.findall(rendered(kind).text)}
    for link in links - {settings.SITE_URL}:
        assert link.startswith(f"{settings.SITE_URL}/")
        assert resolve(urlsplit(link).path)


def test_a_link_is_named_by_where_it_leads(kind: MailKind) -> None:
    mail = html_of(kind)
    labels = [mail.text_in(element) for element in mail.all("a")]
    assert all(len(label) > 3 and not URL.search(label) for label in labels), labels


# --- Text and HTML say the same ----------------------------------------------------------------


def test_both_parts_have_the_same_links(kind: MailKind) -> None:
    assert set(html_of(kind).links) == set(URL.findall(rendered(kind).text)) - {settings.SITE_URL}


@pytest.mark.parametrize(
    "pattern", [AMOUNT, DATE, CLOCK, ADDRESS], ids=["amounts", "dates", "clocks", "addresses"]
)
def test_the_text_has_every_figure_of_the_html(kind: MailKind, pattern: re.Pattern[str]) -> None:
    text, html = rendered(kind).text, html_of(kind).shown
    assert set(pattern.findall(html)) - set(pattern.findall(URL.sub("", text))) == set()


def test_the_text_says_all_that_the_html_says(kind: MailKind) -> None:
    missing = said(html_of(kind).shown) - said(f"{rendered(kind).subject}\n{rendered(kind).text}")
    assert missing == set()


def test_a_date_has_its_weekday_and_a_moment_its_zone(kind: MailKind) -> None:
    text = rendered(kind).text
    for match in DATE.finditer(text):
        assert re.search(rf"{WEEKDAY},? $", text[: match.start()]), match.group()
    # But for the digest's first sentence, which looks back a day.
    plain = re.sub(r"new since [^.]+\.", "", URL.sub("", main_text(kind)))
    for match in CLOCK.finditer(plain):
        after = plain[match.end() :]
        assert re.match(r" (?:UTC|\([A-Z]\w+(?:/\w+)?\)|[A-Z]\w+/\w+)", after), match.group()


def test_the_text_part_is_tidy(kind: MailKind) -> None:
    text = rendered(kind).text
    assert text == text.strip() + "\n"
    assert "\n\n\n" not in text
    assert [line for line in text.splitlines() if line != line.rstrip()] == []
    assert [line for line in text.splitlines() if len(line) > LONGEST_LINE] == []
    assert re.search(r"</?[a-z]+[^>]*>", text) is None


# --- The HTML part -----------------------------------------------------------------------------


def test_the_html_part_can_be_read_aloud(kind: MailKind) -> None:
    mail = html_of(kind)
    assert rendered(kind).html.startswith("<!doctype html>\n<html lang=")
    (title,) = mail.all("title")
    assert mail.text_in(title) == rendered(kind).subject
    assert [len(mail.all(tag)) for tag in ("h1", "html", "body")] == [1, 1, 1]
    for table in mail.all("table"):
        heads = [e for e in mail.all("th") if table in e.lineage()]
        assert heads or table.attrs.get("role") == "presentation"
        assert all(e.attrs.get("scope") in {"col", "row"} for e in heads)


def test_nothing_in_it_is_beyond_mail_programs(kind: MailKind) -> None:
    mail, html = html_of(kind), rendered(kind).html
    assert len(html.encode()) < MOST_BYTES
    assert not [e.tag for e in mail.elements if not MAIL_TAGS.fullmatch(e.tag)]
    assert not [name for e in mail.elements for name in e.style if not MAIL_CSS.fullmatch(name)]
    assert re.search(r"url\(|@import|expression|calc\(|var\(|position|flex|grid", html) is None
    names = {name for element in mail.elements for name in element.attrs}
    assert [name for name in names if name.startswith("on") or name in {"src", "id"}] == []


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_it_can_be_read_by_day_and_by_night(kind: MailKind, *, dark: bool) -> None:
    pairs = list(html_of(kind).colours(dark=dark))
    assert pairs
    for element, colour, behind in pairs:
        assert contrast(colour, behind) >= AA, (element.tag, element.words, colour, behind)


def test_every_colour_has_another_for_dark_screens(kind: MailKind) -> None:
    assert html_of(kind).uncovered() == []
