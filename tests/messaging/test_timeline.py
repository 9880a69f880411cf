"""A thread as a reader sees it."""

import pytest
from django.template.loader import render_to_string
from django.test import RequestFactory

from marketplace.messaging import actions, timeline
from marketplace.messaging.forms import MessageForm
from tests.factories.accounts import make_influencer, make_sponsor
from tests.factories.messaging import make_message, make_thread

pytestmark = pytest.mark.django_db

RELATED = ("author__sponsor_profile", "author__influencer_profile")


@pytest.fixture
def nord():
    return make_sponsor(display_name="Studio Nord").user


@pytest.fixture
def mira():
    return make_influencer(display_name="Mira Okafor").user


@pytest.fixture
def thread(nord, mira):
    return make_thread(nord, mira)


def read(thread, reader, **options):
    return timeline.read_timeline(thread=thread, reader=reader, author_related=RELATED, **options)


def test_lines_stand_in_reading_order_and_tell_whose_they_are(thread, nord, mira):
    first = make_message(thread, mira)
    second = actions.post_system_line(thread=thread, body="Mira handed in 2 drafts.")
    third = make_message(thread, nord, "Thank you.")
    shown = read(thread, nord)
    assert [line.message for line in shown.lines] == [first, second, third]
    assert [line.is_mine for line in shown.lines] == [False, False, True]
    assert [line.is_system for line in shown.lines] == [False, True, False]
    assert (shown.last_message, shown.earlier) == (third, None)


def test_own_messages_are_read_once_the_other_side_saw_them(thread, nord, mira):
    make_message(thread, nord)
    actions.mark_read(actor=mira, thread=thread)
    make_message(thread, nord)
    assert [line.is_read for line in read(thread, nord).lines] == [True, False]
    assert [line.is_read for line in read(thread, mira).lines] == [False, False]


def test_long_threads_come_in_pages(thread, nord, monkeypatch):
    monkeypatch.setattr(timeline, "PAGE", 2)
    messages = [make_message(thread, nord, str(number)) for number in range(5)]
    newest = read(thread, nord)
    assert [line.message for line in newest.lines] == messages[3:]
    older = read(thread, nord, before=str(newest.earlier))
    assert [line.message for line in older.lines] == messages[1:3]
    oldest = read(thread, nord, before=older.earlier)
    assert ([line.message for line in oldest.lines], oldest.earlier) == (messages[:1], None)


@pytest.mark.parametrize("bad", ["", "x", "-1", "9" * 40, "١", "1.5", None])
def test_a_bad_page_is_the_newest_page(thread, nord, bad):
    make_message(thread, nord)
    assert len(read(thread, nord, before=bad).lines) == 1


def test_people_who_are_known_already_are_not_asked_for(
    thread, nord, mira, django_assert_num_queries
):
    make_message(thread, mira)
    make_message(thread, nord)
    with django_assert_num_queries(2):
        shown = timeline.read_timeline(thread=thread, reader=nord, people=[nord, mira])
        assert [line.message.author for line in shown.lines] == [mira, nord]


def test_there_is_news_until_the_newest_message_was_read(thread, nord, mira):
    assert not read(thread, nord).has_news
    make_message(thread, mira)
    assert read(thread, nord).has_news
    actions.mark_read(actor=nord, thread=thread)
    assert not read(thread, nord).has_news


def test_an_empty_thread_has_no_last_message(thread, nord):
    assert read(thread, nord).last_message is None


@pytest.mark.parametrize("rows", [1, 3])
def test_a_thread_costs_two_queries_however_long(
    thread, nord, mira, rows, django_assert_num_queries
):
    for _ in range(rows):
        make_message(thread, mira)
        make_message(thread, nord)
    with django_assert_num_queries(2):
        show(read(thread, nord))


def show(shown, **context):
    return render_to_string(
        "messaging/_thread.html", {"timeline": shown} | context, RequestFactory().get("/")
    )


def test_the_partial_shows_people_lines_and_the_form(thread, nord, mira):
    make_message(thread, mira, "Look <b>here</b>\n\nand there")
    actions.post_system_line(thread=thread, body="Review ends Thursday.")
    make_message(thread, nord, "Thank you.")
    form = MessageForm(to="Mira Okafor")
    html = show(read(thread, nord), message_form=form, message_url="/ads/7/messages/")
    assert "Look &lt;b&gt;here&lt;/b&gt;</p>" in html
    assert "Mira Okafor, <time" in html
    assert "You, <time" in html
    assert "Review ends Thursday." in html
    assert 'action="/ads/7/messages/"' in html
    assert "Message to Mira Okafor" in html
    assert 'style="' not in html


def test_the_partial_shows_an_empty_thread_without_form(thread, nord):
    html = show(read(thread, nord))
    assert "Nothing has been said yet." in html
    assert "<form" not in html


@pytest.mark.parametrize(
    ("body", "error"),
    [
        (" ", "Write something first."),
        ("x" * 5001, "Shorten this to 5000 characters; it has 5001 now."),
    ],
)
def test_the_form_refuses_what_the_action_would(body, error):
    assert MessageForm({"body": body}).errors == {"body": [error]}


def test_the_form_counts_line_breaks_as_one_character():
    form = MessageForm({"body": "\r\n".join(["x"] * 2500)})
    assert form.is_valid()
    assert len(form.cleaned_data["body"]) == 4999
