"""Icons and badges."""

from marketplace.kernel.components import badges, icons
from tests.kernel.components.rendering import show


def test_an_icon_is_silent_unless_it_has_a_label():
    assert show('{% icon "clock" %}') == (
        '<svg class="icon" aria-hidden="true" focusable="false">'
        '<use href="/static/vendor/bootstrap-icons/sprite.svg#clock"></use></svg>'
    )
    assert 'role="img" aria-label="Late"' in show('{% icon "clock" label="Late" %}')


def test_every_state_has_a_drawing_and_a_known_tone():
    states = [state for kind in badges.STATES.values() for state in kind.values()]
    assert {state.icon for state in states} - icons.icon_names() == set()
    assert {state.tone for state in states} - badges.TONES == set()


def test_a_badge_has_icon_and_word_and_turns_gold_on_your_turn():
    waiting = badges.state_badge("ad", "in_review")
    assert "tone-wait" in waiting
    assert "#eye" in waiting
    assert waiting.endswith("In review</span>")
    assert "tone-turn" in badges.state_badge("ad", "in_review", turn=True)
