"""Parts of a page: turn box, steps, notices, chips, paging."""

from datetime import UTC, datetime

import pytest
from django.template import Context, Template
from django.test import RequestFactory

from marketplace.kernel.components import pages
from marketplace.kernel.paging import KeysetPage
from tests.kernel.components.rendering import show


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
