"""Full text finds the same on both databases, whatever is typed."""

import pytest
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from marketplace.kernel import search
from marketplace.kernel.models import SearchDocument
from marketplace.kernel.search.words import query_words

pytestmark = pytest.mark.django_db

TEXTS = {
    1: ("Autumn trail shoes", "Two videos from the ridge at sunrise. Brushes and studies."),
    2: ("Crème brûlée torches", "Kitchen tools for people who cook; see the trail of sugar."),
    3: ("Łódź coffee", "Straße, naïve, ﬁlter, O'Brien & co: 100% arabica"),
}


@pytest.fixture
def three_documents(db):
    for object_id, (title, body) in TEXTS.items():
        search.index_document(kind="campaign", object_id=object_id, title=title, body=body)
    search.index_document(kind="other", object_id=1, title="Autumn trail shoes", body="")


@pytest.mark.parametrize(
    ("query", "ids"),
    [
        ("trail", [1, 2]),  # the title weighs more than the body
        ("trail shoes", [1]),
        ("shoes trail", [1]),
        ("TRAIL Sho", [1]),  # the last word may be a beginning
        ("tra shoes", []),  # the others not
        ("shoe", [1]),
        ("video", [1]),
        ("videos ridge", [1]),
        ("brush", [1]),
        ("study sunrise", [1]),
        ("creme brulee", [2]),
        ("CRÈME", [2]),
        ("lodz", [3]),
        ("strasse", [3]),
        ("filter", [3]),
        ("o'brien", [3]),
        ("100%", [3]),
        ("trail trail trail", [1, 2]),
        ("nothing like it", []),
    ],
)
def test_words_are_found_however_they_are_written(three_documents, query, ids):
    assert search.search_ids(kind="campaign", query=query) == ids


@pytest.mark.parametrize(
    "query",
    ["", "   ", "\x00", '"', "'", '"""', "*", "AND", "NEAR(", "a AND", "😀", "\ud800", "-",
     "trail:*", "title:trail", "(", "&|!", "'':*", "_", "__", "\\", "%s", "trail\x00", "é" * 10_000,
     "a " * 10_000, "a" * 10_000, "̈̈", "١٢", "²", "漢字", "हिन्दी", "🏳️‍🌈 flag"],
)  # fmt: skip
def test_no_query_breaks_the_search(three_documents, query):
    assert isinstance(search.search_ids(kind="campaign", query=query), list)


@pytest.mark.parametrize("query", ["", " ", '"', "*", "😀", "&|!", "\x00", "_"])
def test_a_query_without_words_finds_nothing(three_documents, query):
    assert search.search_ids(kind="campaign", query=query) == []


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(query=st.text(max_size=40))
def test_no_text_breaks_the_search(three_documents, query):
    found = search.search_ids(kind="campaign", query=query)
    assert set(found) <= {1, 2, 3}


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(text=st.text(max_size=60))
def test_any_text_can_be_indexed_and_is_found_by_itself(text):
    search.index_document(kind="fuzz", object_id=9, title=text, body="")
    if words := query_words(text):
        assert search.search_ids(kind="fuzz", query=words[-1]) in ([9], [])
        if words[-1].isascii():
            assert search.search_ids(kind="fuzz", query=words[-1]) == [9]


def test_new_words_replace_the_old_ones(three_documents):
    search.index_document(kind="campaign", object_id=1, title="Winter boots", body="")
    assert search.search_ids(kind="campaign", query="autumn") == []
    assert search.search_ids(kind="campaign", query="winter") == [1]
    assert SearchDocument.objects.count() == 4


def test_a_dropped_document_is_found_no_more(three_documents):
    search.drop_document(kind="campaign", object_id=1)
    search.drop_document(kind="campaign", object_id=99)
    assert search.search_ids(kind="campaign", query="autumn") == []
    assert search.search_ids(kind="other", query="autumn") == [1]


def test_words_and_row_are_one_write(three_documents):
    with pytest.raises(RuntimeError), transaction.atomic():
        search.index_document(kind="campaign", object_id=4, title="Zebra", body="")
        raise RuntimeError
    assert search.search_ids(kind="campaign", query="zebra") == []


def test_many_documents_take_few_queries(django_assert_max_num_queries):
    many = [search.Document(number, f"Lamp {number}", "light") for number in range(1000)]
    with django_assert_max_num_queries(8):
        search.index_documents(kind="lamp", documents=many)
    assert len(search.search_ids(kind="lamp", query="light", limit=2000)) == 1000
    assert search.search_ids(kind="lamp", query="light", limit=3) == [999, 998, 997]


def test_one_document_per_object():
    SearchDocument.objects.create(kind="a", object_id=1)
    with pytest.raises(IntegrityError):
        SearchDocument.objects.create(kind="a", object_id=1)
