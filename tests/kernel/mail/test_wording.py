"""Words on their way into a mail."""

import pytest

from marketplace.kernel.mail import wording


@pytest.mark.parametrize(
    ("text", "short"),
    [
        ("Autumn shoes", "Autumn shoes"),
        ("Autumn trail shoes", "Autumn…"),
        ("Autumn day, sun", "Autumn day…"),
        ("Autumn days, sun", "Autumn days…"),
        ("Autumntrailshoes", "Autumntrail…"),
        ("A Donaudampfschiff", "A Donaudamp…"),
        ("", ""),
    ],
)
def test_what_is_long_is_cut_between_words_or_else_within_one(text, short):
    assert wording.shorten(text, 12) == short
    assert len(short) <= 12


@pytest.mark.parametrize(
    ("text", "subject"),
    [
        ("Ann sent an offer.", "Ann sent an offer"),
        ("Is it still up?", "Is it still up?"),
        ("Ann took $450.00. All is frozen.", "Ann took $450.00"),
        ("Ann. Was there all the long day.", "Ann. Was there all…"),
        ("Ann was there. Ben was there. Cy.", "Ann was there"),
    ],
)
def test_a_subject_ends_with_a_sentence_where_it_can_and_without_a_full_stop(text, subject):
    assert wording.shorten_subject(text, 20) == subject


def test_what_somebody_wrote_is_marked_line_by_line():
    assert wording.quoted("One\r\n\r\n-- \nTwo\n") == "> One\n>\n> --\n> Two"
    assert wording.quoted("") == ""


def test_a_text_is_made_tidy():
    assert wording.tidy("\n\nOne  \n\n\n\n  Two\t\n\n") == "One\n\n  Two\n"


def test_marks_that_turn_words_round_go_and_others_stay():
    assert wording.without_turns("a\u202eb\u2066c\u2069 👩‍🚀 \u200eשלום") == "abc 👩‍🚀 \u200eשלום"
