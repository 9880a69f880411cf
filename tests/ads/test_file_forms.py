"""Fields for files and video links."""

from typing import Any

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.datastructures import MultiValueDict

from ads.forms.files import FilesField, VideoLinksField
from marketplace.kernel.forms import PlainForm


class Form(PlainForm, forms.Form):
    """What a form with files looks like."""

    files = FilesField()
    proof = FilesField(required=True)
    links = VideoLinksField()


def bound(files: list[Any] = (), proof: list[Any] = (), links: str = "") -> Form:
    """Return a form as a browser sends it."""
    return Form({"links": links}, MultiValueDict({"files": list(files), "proof": list(proof)}))


def file(name: str = "a.png", size: int = 10) -> SimpleUploadedFile:
    """Return a file of some size."""
    return SimpleUploadedFile(name, b"x" * size)


def test_several_files_are_cleaned_to_a_list_in_their_order() -> None:
    one, two = file("1.png"), file("2.png")
    form = bound([one, two], [one])
    assert form.is_valid()
    assert form.cleaned_data == {"files": [one, two], "proof": [one], "links": []}


def test_no_files_are_an_empty_list_where_none_are_needed() -> None:
    form = bound()
    assert form.errors == {"proof": ["Choose a file."]}
    assert form.cleaned_data["files"] == []


def test_files_that_are_too_big_empty_or_too_many_are_named(settings: Any) -> None:
    settings.MAX_ATTACHMENT_BYTES = 1_000_000
    form = bound([file("big.png", 1_000_001), file("none.png", 0)], [file()] * 6)
    assert form.errors == {
        "files": [
            "big.png: This file is too big. Choose one of at most 1 MB.",
            "none.png: This file is empty. Choose another one.",
        ],
        "proof": ["Choose at most 5 files."],
    }


def test_links_come_one_a_line_without_repeats() -> None:
    form = bound(
        [], [file()], " https://a.example.com \r\n\r\nhttps://b.example.com\nhttps://a.example.com"
    )
    assert form.is_valid()
    assert form.cleaned_data["links"] == ["https://a.example.com", "https://b.example.com"]


@pytest.mark.parametrize(
    ("links", "error"),
    [
        (
            "ftp://x.example.com",
            "“ftp://x.example.com” is not a web address that begins with https://.",
        ),
        ("https://x", "“https://x” is not a web address that begins with https://."),
        ("https://[", "“https://[” is not a web address that begins with https://."),
        ("\n".join(f"https://x.example.com/{n}" for n in range(6)), "Give at most 5 links."),
        (
            "https://x.example.com/" + "x" * 500,
            "An address has at most 500 characters. Shorten it.",
        ),
    ],
)
def test_what_is_no_https_address_is_refused(links: str, error: str) -> None:
    assert bound([], [file()], links).errors == {"links": [error]}


def test_the_browser_is_told_what_is_taken() -> None:
    html = str(Form()["files"])
    assert "multiple" in html
    assert 'accept="image/jpeg,image/png,image/webp,image/gif,application/pdf"' in html
    assert Form().is_multipart()
