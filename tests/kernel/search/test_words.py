"""Folding and plurals."""

import pytest

from marketplace.kernel.search.words import fold, index_text, singular, words_of


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Crème Brûlée", "creme brulee"),
        ("Straße", "strasse"),
        ("ŁÓDŹ Ørsted Œuvre", "lodz orsted oeuvre"),
        ("İstanbul IŞIK ışık", "istanbul isik isik"),
        ("ﬁne", "fine"),
    ],
)
def test_accents_and_case_do_not_matter(text, folded):
    assert fold(text) == folded


@pytest.mark.parametrize(
    ("word", "one"),
    [
        ("shoes", "shoe"),
        ("studies", "study"),
        ("videos", "video"),
        ("glass", "glass"),
        ("bus", "bus"),
        ("is", "is"),
        ("trail", "trail"),
    ],
)
def test_plurals_lose_their_ending(word, one):
    assert singular(word) == one


def test_punctuation_and_controls_separate_words():
    assert words_of("a_b\x00c-d’e") == ["a", "b", "c", "d", "e"]


def test_singulars_stand_after_the_words_they_belong_to():
    assert index_text("Trail shoes, trail shoe") == "trail shoes trail shoe"
    assert index_text("Trail shoes") == "trail shoes shoe"
