"""Names of files: the uploader's words, made harmless."""

import pytest

from ads.file_names import clean_name, shown_name


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("Trail view.png", "Trail view.webp"),
        ("../../../etc/passwd", "passwd.webp"),
        ("..\\..\\windows\\system.ini", "system.webp"),
        ("C:\\fakepath\\photo.jpeg", "photo.webp"),
        ("a/b/../c.png", "c.webp"),
        ("evil\u202egpj.exe", "evilgpj.webp"),
        ("two\nlines\r\n.png", "two lines.webp"),
        ("nul\x00l.png", "null.webp"),
        ("bell\x07.png", "bell.webp"),
        ("zero\u200bwidth\ufeff.png", "zerowidth.webp"),
        ("<img src=x>.png", "img src=x.webp"),
        ('say "hi".png', "say hi.webp"),
        ("many   spaces .png", "many spaces.webp"),
        ("page.html.png", "page.html.webp"),
        (".htaccess", "htaccess.webp"),
        ("...", "Picture.webp"),
        ("..", "Picture.webp"),
        ("", "Picture.webp"),
        (None, "Picture.webp"),
        ("/", "Picture.webp"),
        ("\u202e", "Picture.webp"),
        (".png", "png.webp"),
        ("Fußgänger 写真.jpg", "Fußgänger 写真.webp"),
        ("e\u0301te\u0301.png", "été.webp"),
        ("no extension", "no extension.webp"),
    ],
)
def test_a_name_keeps_its_words_and_nothing_else(name: str | None, kept: str) -> None:
    assert clean_name(name, extension="webp") == kept


@pytest.mark.parametrize("extension", ["webp", "pdf"])
def test_a_long_name_is_cut_before_its_extension(extension: str) -> None:
    name = clean_name("x" * 1000 + ".jpeg", extension=extension)
    assert len(name) <= 120
    assert name.endswith(f"x.{extension}")


def test_a_name_without_words_says_what_it_is() -> None:
    assert clean_name("\x00", extension="pdf") == "Document.pdf"


def test_the_shown_name_keeps_its_own_extension() -> None:
    assert shown_name("../a\u202e.tiff") == "a.tiff"
