"""Redlines: what stayed, went and came, exact for any text and quick for the worst."""

import itertools
import random
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ads.redline import Piece, mark_changes

# Texts made of few words and blanks differ in places; texts of anything differ everywhere.
WORDS = st.lists(st.sampled_from(["wear", "the", "shoes", "é", " ", "  ", "\n", "\n\n", "\u2028"]))
TEXTS = WORDS.map("".join) | st.text()


def joined(pieces: tuple[Piece, ...], *kinds: str) -> str:
    return "".join(piece.text for piece in pieces if piece.kind in kinds)


def test_a_change_is_marked_word_by_word_where_texts_are_alike() -> None:
    assert mark_changes("worldwide, for ever", "worldwide, for a year") == (
        Piece("same", "worldwide, for "),
        Piece("old", "ever"),
        Piece("new", "a year"),
    )
    assert mark_changes("same", "same") == (Piece("same", "same"),)
    assert mark_changes("", "new") == (Piece("new", "new"),)
    assert mark_changes("old", "") == (Piece("old", "old"),)
    assert mark_changes("", "") == ()
    assert mark_changes("$400.00", "$450.00") == (Piece("old", "$400.00"), Piece("new", "$450.00"))


def test_rewritten_texts_are_shown_whole() -> None:
    assert mark_changes("one two three", "four five six") == (
        Piece("old", "one two three"),
        Piece("new", "four five six"),
    )


def test_a_rewritten_paragraph_leaves_the_others_alone() -> None:
    old = "Show the shoes outdoors.\nMention the sale.\nTag us.\n"
    new = "Show the shoes outdoors.\nNo discount codes, ever.\nTag us twice.\n"
    assert mark_changes(old, new) == (
        Piece("same", "Show the shoes outdoors.\n"),
        Piece("old", "Mention the sale.\nTag us.\n"),
        Piece("new", "No discount codes, ever.\nTag us twice.\n"),
    )


def test_a_moved_word_in_a_long_text_is_found() -> None:
    lines = [f"Line {number} asks for the thing of that number.\n" for number in range(120)]
    old = "".join(lines)
    lines[60] = lines[60].replace("asks for", "forbids")
    assert mark_changes(old, "".join(lines)) == (
        Piece("same", "".join(lines[:60]) + "Line 60 "),
        Piece("old", "asks for"),
        Piece("new", "forbids"),
        Piece("same", " the thing of that number.\n" + "".join(lines[61:])),
    )


def test_one_long_paragraph_is_marked_word_by_word() -> None:
    # About as repetitive as prose: common words often, others seldom.
    words = [f"w{int(900 ** (seed / 899))}" for seed in range(900)]
    random.Random(1).shuffle(words)
    changed = [f"v{at}" if at % 90 == 45 else word for at, word in enumerate(words)]
    pieces = mark_changes(" ".join(words), " ".join(changed))
    assert len(" ".join(words)) > 3500
    assert joined(pieces, "new") == "".join(f"v{at}" for at in range(45, 900, 90))
    assert [piece.kind for piece in pieces] == ["same", "old", "new"] * 10 + ["same"]


def test_what_was_added_to_a_long_text_of_equal_words_is_found() -> None:
    long = "word " * 2000
    assert mark_changes(long, long + "more") == (Piece("same", long), Piece("new", "more"))


@given(old=TEXTS, new=TEXTS)
def test_the_pieces_joined_are_exactly_both_texts(old: str, new: str) -> None:
    pieces = mark_changes(old, new)
    assert joined(pieces, "same", "new") == new
    assert joined(pieces, "same", "old") == old
    assert all(piece.text for piece in pieces)
    kinds = [piece.kind for piece in pieces]
    assert all(first != second for first, second in itertools.pairwise(kinds))


@given(old=TEXTS, new=TEXTS)
def test_texts_too_costly_to_compare_whole_are_marked_as_exactly(old: str, new: str) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("ads.redline.MAX_STEPS", 0)
        pieces = mark_changes(old, new)
    assert joined(pieces, "same", "new") == new
    assert joined(pieces, "same", "old") == old


@given(text=TEXTS)
def test_a_text_against_itself_is_one_piece(text: str) -> None:
    assert mark_changes(text, text) == ((Piece("same", text),) if text else ())


def shuffled(words: list[str], seed: int) -> str:
    words = list(words)
    random.Random(seed).shuffle(words)
    return "".join(words)


WORST = {
    "one letter": ("a " * 2500, "b" + "a " * 2499 + "c"),
    "every other word": (
        "".join(f"x u{n} " for n in range(800)),
        "".join(f"x v{n} " for n in range(800)),
    ),
    "few words shuffled": (
        shuffled(["the ", "a ", "of ", "shoe "] * 320, 1),
        shuffled(["the ", "a ", "of ", "shoe "] * 320, 2),
    ),
    "many words shuffled": (
        shuffled([f"w{n} " for n in range(900)], 1),
        shuffled([f"w{n} " for n in range(900)], 2),
    ),
    "empty lines": ("\n" * 5000, "x" + "\n" * 4998 + "y"),
    "short lines": (
        shuffled(["a\n", "b\n", "c\n"] * 833, 1),
        shuffled(["a\n", "b\n", "c\n"] * 833, 2),
    ),
    "shuffled, just below the limit": (
        shuffled([f"w{n} " for n in range(60)] * 13, 1),
        shuffled([f"w{n} " for n in range(60)] * 13, 2),
    ),
    "every other word, just below the limit": (
        "".join(f"x u{n} " for n in range(170)),
        "".join(f"x v{n} " for n in range(170)),
    ),
}


@pytest.mark.parametrize("case", WORST)
def test_the_worst_texts_take_bounded_time(case: str) -> None:
    old, new = WORST[case]
    begun = time.process_time()
    pieces = mark_changes(old, new)
    assert time.process_time() - begun < 2
    assert joined(pieces, "same", "new") == new


def test_words_that_repeat_do_not_pull_a_changed_line_apart() -> None:
    old = "Name the product once. Label the post as an ad at the start of the caption."
    new = old.replace("the", "each", 1) + "\nSay where the shoes were tested."
    assert [(piece.kind, piece.text) for piece in mark_changes(old, new)] == [
        ("same", "Name "),
        ("old", "the"),
        ("new", "each"),
        ("same", " product once. Label the post as an ad at the start of the caption."),
        ("new", "\nSay where the shoes were tested."),
    ]
