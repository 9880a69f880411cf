"""People: avatars, names, seals."""

import pytest

from marketplace.kernel.components import badges, people
from tests.kernel.components.rendering import Profile


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("Mira Okafor", "MO"),
        ("studio", "S"),
        ("Ana de la Cruz", "AC"),
        ("élodie", "É"),
        ("Kitchen & Co", "KC"),
        ("mod@example.com", "MC"),
        ("!!!", "?"),
        ("", "?"),
    ],
)
def test_initials_stand_for_a_name(name, letters):
    assert people.initials(name) == letters


def test_the_tone_belongs_to_the_handle_whatever_its_case():
    assert people.avatar_tone("Mira") == people.avatar_tone("mira")
    assert people.avatar_tone("mira") in badges.TONES


def test_a_name_is_escaped_wherever_it_is_shown():
    shown = people.person(Profile(display_name="<b>Eve"), more="<i>")
    assert "<b>" not in shown
    assert "<i>" not in shown
    assert "&lt;b&gt;Eve" in shown


def test_a_person_is_a_link_with_handle_and_seal():
    shown = people.person(Profile(is_verified=True))
    assert shown.startswith('<a class="person" href="/influencers/mira/">')
    assert "@mira" in shown
    assert 'aria-label="Verified"' in shown
    assert people.person(Profile(), link=False).startswith('<span class="person">')
