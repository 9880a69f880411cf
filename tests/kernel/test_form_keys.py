"""The key of a form: fresh with each page, kept where a refused form is shown again."""

import re
from uuid import uuid4

import pytest
from django.http import HttpRequest
from django.template import Context, Template
from django.test import RequestFactory

from marketplace.kernel.form_keys import key_input, parse_key, sent_key

KEY = "0b3ff3f2-6d4c-4d0a-8a31-6f9a3f6f0c11"


def value(shown: str) -> str:
    found = re.fullmatch(r'<input type="hidden" name="form_key" value="([0-9a-f-]{36})">', shown)
    assert found
    return found[1]


def posted(path: str, key: str) -> HttpRequest:
    return RequestFactory().post(path, {"form_key": key})


@pytest.mark.parametrize("text", ["", "x", "1" * 31, "<b>", "\0", "é" * 32])
def test_what_is_no_key_is_none(text: str) -> None:
    assert parse_key(text) is None
    assert sent_key(posted("/x/", text)) is None


def test_each_page_has_a_key_of_its_own() -> None:
    request = RequestFactory().get("/x/", {"form_key": KEY})
    keys = {value(key_input(request)) for _ in range(3)}
    assert len(keys | {KEY}) == 4


def test_a_form_shown_again_keeps_its_key() -> None:
    request = posted("/x/", KEY)
    assert value(key_input(request)) == KEY
    assert value(key_input(request, "/x/")) == KEY


def test_a_form_that_leads_elsewhere_gets_a_key_of_its_own() -> None:
    assert value(key_input(posted("/x/", KEY), "/y/")) != KEY


def test_a_key_that_is_none_is_replaced() -> None:
    assert value(key_input(posted("/x/", "<b>"))) != KEY


def test_templates_have_it_as_a_tag_and_in_buttons_that_act_once() -> None:
    context = Context({"request": posted("/x/", str(uuid4()))})
    tag = Template("{% load parley %}{% form_key %}").render(context)
    assert value(tag)
    button = '{% load parley %}{% post_button "/y/" "Pay" once=True %}'
    assert 'name="form_key"' in Template(button).render(context)
    plain = '{% load parley %}{% post_button "/y/" "Read" %}'
    assert 'name="form_key"' not in Template(plain).render(context)
