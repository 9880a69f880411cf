"""What the components refuse: unknown arguments and values."""

import pytest
from django.template import TemplateSyntaxError

from tests.kernel.components.rendering import Profile, show


@pytest.mark.parametrize(
    "source",
    [
        '{% icon "clock" colour="red" %}',
        '{% state_badge "ad" "draft" tone="good" %}',
        "{% avatar profile shape='square' %}",
        '{% empty_state "None" link="/" %}',
        '{% turn_box "you" "Review" until="now" %}{% endturn_box %}',
    ],
)
def test_an_unknown_argument_fails(source):
    with pytest.raises((TemplateSyntaxError, TypeError)):
        show(source, profile=Profile())


@pytest.mark.parametrize(
    "source",
    [
        '{% icon "unicorn" %}',
        '{% state_badge "ad" "maybe" %}',
        '{% state_badge "cat" "draft" %}',
        '{% badge "Word" icon_name="clock" tone="pink" %}',
        '{% avatar profile size="huge" %}',
        '{% event_icon "clock" tone="pink" %}',
        "{% stars_row 6 %}",
        "{% meter parts %}",
        '{% turn_box "nobody" "Review" %}{% endturn_box %}',
        '{% steps names 0 tone="pink" %}',
        '{% notice "shout" %}{% endnotice %}',
        '{% post_button "/" "Go" kind="loud" %}',
        '{% empty_state "None" action_url="/" %}',
    ],
)
def test_an_unknown_value_fails(source):
    with pytest.raises(LookupError):
        show(source, profile=Profile(), names=["One"], parts=[("All", 1, "pink")])
