"""Finding what was said in one thread."""

import pytest

from marketplace.messaging import searching
from marketplace.messaging.actions import post_system_line
from marketplace.messaging.searching import excerpt, read_words, search_thread
from tests.factories.accounts import make_influencer, make_sponsor
from tests.factories.messaging import make_message, make_thread

pytestmark = pytest.mark.django_db


@pytest.fixture
def nord():
    return make_sponsor(display_name="Studio Nord").user


@pytest.fixture
def mira():
    return make_influencer(display_name="Mira Okafor").user


@pytest.fixture
def thread(nord, mira):
    return make_thread(nord, mira)


def bodies(thread, reader, query):
    return [
        hit.message.body for hit in search_thread(thread=thread, reader=reader, query=query).found
    ]


def test_hits_come_newest_first_and_only_from_this_thread(thread, nord, mira):
    make_message(thread, mira, "The red shoes came.")
    post_system_line(thread=thread, body="Mira marked the shoes as received.")
    make_message(thread, nord, "Good. Shoes fit?")
    make_message(thread, nord, "Nothing here.")
    make_message(make_thread(nord, make_influencer().user), nord, "Other shoes.")
    assert bodies(thread, nord, "SHOES") == [
        "Good. Shoes fit?",
        "Mira marked the shoes as received.",
        "The red shoes came.",
    ]


def test_every_word_has_to_stand_somewhere(thread, nord):
    make_message(thread, nord, "The red shoes came.")
    assert bodies(thread, nord, "came  red") == ["The red shoes came."]
    assert bodies(thread, nord, "came blue") == []


@pytest.mark.parametrize(
    ("query", "body"),
    [
        ("100%", "It is 100% cotton."),
        ("a_b", "The file a_b is there."),
        ("it's", "It's here."),
        ('"quoted"', 'He said "quoted" words.'),
        ("c:\\path", "See c:\\path there."),
        ("(.*)", "A pattern (.*) in words."),
        ("[x]", "[x] is ticked."),
        ("$450.00", "For $450.00 then."),
        ("--", "One -- two"),
        ("ÜBER", "Das ist über allem."),
        ("写真", "See 写真 here."),
        ("😀", "Fine 😀 then."),
        ("***=x", "Odd ***=x words"),
        ("(?i)x", "Odd (?i)x words"),
        ("<b>", "Markup <b> here"),
        ("a-b", "Range a-b here"),
        ("#ad", "With #ad first"),
    ],
)
def test_signs_mean_themselves(thread, nord, query, body):
    make_message(thread, nord, body)
    make_message(thread, nord, "Nothing of that kind: 100 axb path.")
    assert bodies(thread, nord, query) == [body]


@pytest.mark.parametrize("query", ["", "   ", "\x00", "\n\t"])
def test_without_words_nothing_is_looked_for(thread, nord, query, django_assert_num_queries):
    make_message(thread, nord, "Words.")
    with django_assert_num_queries(0):
        assert bodies(thread, nord, query) == []


@pytest.mark.parametrize(
    "query",
    ["x" * 5000, "x " * 2500, "'" * 5000, "%" * 300, "\ud800", "a\x00b", "\\" * 99, "(" * 99],
)
def test_any_input_is_answered(thread, nord, query):
    make_message(thread, nord, "Words.")
    assert bodies(thread, nord, query) == []


def test_of_a_long_text_the_beginning_is_looked_for():
    assert read_words("a " * 5000) == ("a",)
    assert [len(word) for word in read_words("x" * 5000)] == [200]
    assert len(read_words(" ".join(map(str, range(50))))) == 10


def test_a_hit_names_the_page_of_the_timeline_that_shows_it(thread, nord, monkeypatch):
    monkeypatch.setattr(searching, "NEWER_LINES", 2)
    messages = [make_message(thread, nord, f"Word {number}.") for number in range(5)]
    hits = search_thread(thread=thread, reader=nord, query="word").found
    assert [hit.message for hit in hits] == messages[::-1]
    assert [hit.before for hit in hits] == [None, None, None, messages[4].pk, messages[3].pk]


def test_hits_come_in_pages_at_one_query_each(thread, nord, mira, django_assert_num_queries):
    for number in range(25):
        make_message(thread, mira, f"Word {number}.")
    with django_assert_num_queries(1):
        first = search_thread(thread=thread, reader=nord, query="word", people=[nord, mira])
        assert [hit.message.author for hit in first.found] == [mira] * 20
    second = search_thread(
        thread=thread, reader=nord, query="word", after=first.page.next_cursor, people=[nord, mira]
    )
    assert [hit.message.body for hit in second.found] == [f"Word {n}." for n in range(4, -1, -1)]
    assert not second.page.has_next


def test_the_words_are_marked_and_the_rest_is_escaped():
    shown = excerpt("Red <b>shoes</b> & RED laces", ("red", "<b>"))
    assert shown == (
        "<mark>Red</mark> <mark>&lt;b&gt;</mark>shoes&lt;/b&gt; &amp; <mark>RED</mark> laces"
    )


def test_of_a_long_message_the_part_around_the_first_word_is_shown():
    shown = excerpt("x" * 1000 + " shoes " + "y" * 1000, ("shoes",))
    assert shown.startswith("…xxx")
    assert shown.endswith("yyy…")
    assert "<mark>shoes</mark>" in shown
    assert len(shown) < 450


def test_the_longer_of_two_words_is_marked_whole():
    assert excerpt("shoes", ("shoe", "shoes")) == "<mark>shoes</mark>"
