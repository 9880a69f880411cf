"""What the content security policy would block has no place in a template."""

import re

import pytest

from tests.architecture.sources import name, templates

BLOCKED = {
    "inline style": r"""\sstyle\s*=""",
    "style element": r"<style\b",
    "inline script": r"<script\b(?![^>]*\b(?:src=|type=[\"']application/(?:ld\+)?json))",
    "event attribute": r"""<[^>]*\son[a-z]+\s*=\s*["']""",
    "htmx script": r"hx-on|hx-vals\s*=\s*[\"']js:",
    "script address": r"javascript:",
    "foreign file": r"""<(?:script|link|img|iframe)\b[^>]*\b(?:src|href)\s*=\s*["']https?:""",
}


@pytest.mark.parametrize("what", BLOCKED)
def test_no_page_contains(what):
    pattern = re.compile(BLOCKED[what], re.IGNORECASE)
    pages = [path for path in templates() if "emails" not in path.parts]  # mail programs need style
    assert [name(path) for path in pages if pattern.search(path.read_text())] == []


@pytest.mark.parametrize(
    ("what", "example"),
    [
        ("inline style", '<p style="color: red">'),
        ("style element", "<style>"),
        ("inline script", "<script>go()</script>"),
        ("event attribute", '<button class="btn" onclick="go()">'),
        ("htmx script", '<p hx-on:click="go()">'),
        ("script address", '<a href="javascript:go()">'),
        ("foreign file", '<script defer src="https://cdn.example.com/x.js">'),
    ],
)
def test_each_pattern_finds_what_it_is_for(what, example):
    assert re.search(BLOCKED[what], example, re.IGNORECASE)
