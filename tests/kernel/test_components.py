"""Components: what they show, and that they refuse what they do not know."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.template import Context, Template, TemplateSyntaxError
from django.test import RequestFactory
from django.utils import timezone

from marketplace.kernel.components import badges, figures, icons, pages, people, times
from marketplace.kernel.paging import KeysetPage

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)  # a Saturday


@dataclass(frozen=True)
class Profile:
    """Stands in for a profile of an app above."""

    display_name: str = "Mira Okafor"
    handle_id: str = "mira"
    is_verified: bool = False
    avatar: str = ""

    def get_absolute_url(self) -> str:
        return "/influencers/mira/"


def show(source: str, **context: object) -> str:
    """Render a template that has the components loaded."""
    return Template("{% load parley %}" + source).render(Context(context))


# --- Refusals ---------------------------------------------------------------------------------


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
        '{% bar 1 2 label="half" tone="pink" %}',
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


# --- Icons and badges -------------------------------------------------------------------------


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


# --- People -----------------------------------------------------------------------------------


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


# --- Times ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("gap", "text"),
    [
        (timedelta(seconds=-5), "just now"),
        (timedelta(minutes=-12), "12 minutes ago"),
        (timedelta(minutes=12), "in 12 minutes"),
        (timedelta(hours=-3), "today 09:00"),
        (timedelta(days=-1), "yesterday 12:00"),
        (timedelta(days=1), "tomorrow 12:00"),
        (timedelta(days=-9), "Thu 12 Nov 12:00"),
        (timedelta(days=-400), "Fri 17 Oct 2025"),
    ],
)
def test_a_moment_reads_as_people_say_it(gap, text):
    assert times.moment_text(NOW + gap, now=NOW) == text


def test_a_moment_is_in_the_readers_zone():
    with timezone.override(ZoneInfo("Asia/Tokyo")):
        assert times.moment_text(NOW - timedelta(hours=20), now=NOW) == "today 01:00"
        assert times.exact(NOW) == "Saturday 21 November 2026, 21:00 (Asia/Tokyo)"


@pytest.mark.parametrize(
    ("span", "text"),
    [
        (timedelta(seconds=5), "1 minute"),
        (timedelta(minutes=59), "59 minutes"),
        (timedelta(hours=1), "1 hour"),
        (timedelta(minutes=90), "90 minutes"),
        (timedelta(hours=36), "36 hours"),
        (timedelta(days=3), "3 days"),
    ],
)
def test_a_distance_is_in_its_largest_telling_unit(span, text):
    assert times.distance_text(span) == text


@pytest.mark.parametrize(
    ("gap", "css", "ending"),
    [
        (timedelta(days=4), '"deadline"', "12:00</time>"),
        (timedelta(hours=5), '"deadline is-soon"', "(in 5 hours)</time>"),
        (timedelta(hours=-1), '"deadline is-over"', "11:00</time>"),
    ],
)
def test_a_deadline_warns_when_it_is_near(clock_at_now, gap, css, ending):
    shown = times.until(NOW + gap)
    assert f"class={css}" in shown
    assert shown.endswith(ending)


@pytest.fixture
def clock_at_now():
    """Let the clock stand at NOW."""
    with time_machine.travel(NOW, tick=False):
        yield


def test_a_day_has_its_year_only_when_it_is_not_this_one(clock_at_now):
    assert times.day(date(2026, 11, 26)) == '<time datetime="2026-11-26">Thu 26 Nov</time>'
    assert times.day(date(2027, 1, 1)).endswith("Fri 1 Jan 2027</time>")


# --- Figures ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0"),
        (999, "999"),
        (1000, "1k"),
        (48_210, "48.2k"),
        (999_999, "999k"),
        (1_300_000, "1.3M"),
        (2_000_000, "2M"),
    ],
)
def test_a_large_count_is_short_and_never_rounded_up(value, text):
    assert figures.compact(value) == text


def test_money_in_a_statement_has_its_sign():
    assert show("{{ 45000|signed_money }} {{ x|signed_money }} {{ 0|signed_money }}", x=-100) == (
        "+$450.00 \N{MINUS SIGN}$1.00 $0.00"
    )


def test_a_meter_shows_parts_of_the_whole_with_their_amounts():
    parts = figures.meter([("Net", 40500, "pine"), ("Fee", 4500, "gold")])["parts"]
    assert [(p["x"], p["width"], p["value"]) for p in parts] == [
        (0, 900, "$405.00"),
        (900, 100, "$45.00"),
    ]
    [spent] = figures.meter([("Spent", 1, "pine")], of=4, plain=True)["parts"]
    assert (spent["width"], spent["value"]) == (250, "1")
    [nothing] = figures.meter([("Spent", 0, "pine")])["parts"]
    assert nothing["width"] == 0


def test_a_rating_is_read_with_its_scale():
    assert "4.8" in figures.stars(Decimal("4.8"), count=12)
    assert "of 5 stars" in figures.stars(Decimal("4.8"), count=12)
    assert figures.stars(None) == '<span class="soft">No ratings yet</span>'
    assert 'aria-label="4 of 5 stars"' in figures.stars_row(4)


# --- Parts of a page --------------------------------------------------------------------------


def test_the_turn_box_says_whose_turn_until_when_and_what_then():
    shown = show(
        '{% turn_box "you" "Review two drafts" deadline=deadline then="They count as approved." %}'
        "<button>Approve</button>{% endturn_box %}",
        deadline=datetime(2099, 11, 26, 18, 0, tzinfo=UTC),
    )
    assert "Your turn" in shown
    assert "Review two drafts until <time" in shown
    assert "They count as approved." in shown
    assert '<div class="turn-actions"><button>Approve</button></div>' in shown


def test_a_turn_box_without_buttons_has_no_place_for_them():
    assert "turn-actions" not in show('{% turn_box "done" "Paid" %} {% endturn_box %}')


def test_the_turn_box_escapes_its_words():
    shown = show('{% turn_box "them" title then=title %}{% endturn_box %}', title="<script>")
    assert "<script>" not in shown


def test_steps_mark_done_now_and_later():
    rows = pages.steps(["Offer", "Drafts", "Paid"], 1)["steps"]
    assert rows == [("Offer", "done"), ("Drafts", "now"), ("Paid", "later")]
    assert {place for _, place in pages.steps(["Offer"], 1)["steps"]} == {"done"}


def test_only_a_fresh_notice_is_announced():
    assert "role=" not in show('{% notice "error" %}Short by $5{% endnotice %}')
    assert 'role="alert"' in show('{% notice "error" role=True %}Short{% endnotice %}')
    assert 'role="status"' in show('{% notice "success" role=True %}Sent{% endnotice %}')


def test_a_message_with_extra_tags_keeps_its_level():
    assert "notice-error" in show('{% notice "inline error" %}Short{% endnotice %}')


@pytest.mark.parametrize(("value", "text"), [(3, "3<"), (99, "99<"), (100, "99+<")])
def test_a_counter_is_short_and_has_its_word(value, text):
    shown = pages.counter({"ads_waiting": value}, "ads_waiting", "waiting")
    assert text in shown
    assert " waiting</span>" in shown
    assert pages.counter({"ads_waiting": 0}, "ads_waiting", "waiting") == ""
    assert pages.counter({}, "ads_waiting", "waiting") == ""


def context_of(path: str) -> Context:
    return Context({"request": RequestFactory().get(path)})


def test_a_chip_takes_its_filter_and_the_cursor_out():
    context = context_of("/campaigns/?q=shoes&category=2&category=3&after=x")
    shown = pages.filter_chips(context, [("q", "shoes"), ("category", "Food", "3")])
    assert shown["chips"] == [
        ("shoes", "?category=2&category=3"),
        ("Food", "?q=shoes&category=2"),
    ]
    assert shown["clear_url"] == "/campaigns/"


def test_the_last_chip_leads_to_the_plain_list():
    shown = pages.filter_chips(context_of("/campaigns/?q=shoes"), [("q", "shoes")])
    assert shown == {"chips": [("shoes", "/campaigns/")], "clear_url": ""}


def test_paging_keeps_the_filters():
    page: KeysetPage = KeysetPage(items=[], next_cursor="n2", is_first=False)
    shown = pages.paging(context_of("/campaigns/?q=shoes&after=n1"), page, into="found")
    assert shown == {"more": "?q=shoes&after=n2", "start": "?q=shoes", "into": "found"}


def test_the_only_page_shows_no_paging():
    page: KeysetPage = KeysetPage(items=[], next_cursor=None, is_first=True)
    shown = pages.paging(context_of("/campaigns/"), page)
    assert shown == {"more": "", "start": "", "into": ""}


def test_a_post_button_is_a_form_with_its_token_and_field():
    request = RequestFactory().get("/")
    shown = Template(
        '{% load parley %}{% post_button "/x/" "Save" kind="primary" name="next" value=v %}'
    ).render(Context({"request": request, "v": '"><b>'}))
    assert '<form method="post" action="/x/" class="inline-form">' in shown
    assert 'name="csrfmiddlewaretoken" value="' in shown
    assert 'name="next" value="&quot;&gt;&lt;b&gt;"' in shown
    assert '<button type="submit" class="btn btn-primary">Save</button>' in shown


def test_a_notice_and_a_fact_escape_what_is_put_into_them():
    shown = show(
        '{% notice "info" %}{{ word }}{% endnotice %}{% fact word %}{{ word }}{% endfact %}',
        word="<b>",
    )
    assert "<b>" not in shown


def test_a_tab_says_which_one_is_open():
    assert pages.tab("/ads/", "Open", current=True, count=3) == (
        '<a href="/ads/" aria-current="page">Open <span class="tab-count">3</span></a>'
    )
    assert pages.tab("/ads/", "Done") == '<a href="/ads/">Done</a>'
