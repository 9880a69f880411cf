"""Pages follow each other without gaps or doubles, whatever happens to the list meanwhile."""

import base64
import json
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from marketplace.kernel.models import OutboxMail
from marketplace.kernel.paging import keyset_page

pytestmark = pytest.mark.django_db

START = datetime(2026, 11, 1, tzinfo=UTC)
ORDERS = [
    ("-created_at", "-pk"),
    ("created_at", "-pk"),
    ("subject", "pk"),
    ("-attempts", "subject", "-pk"),
    ("-is_secret", "created_at", "pk"),
]
QUICK = settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)

rows = st.lists(
    st.tuples(st.integers(0, 3), st.sampled_from(["", "a", "é", "B", "😀"]), st.booleans()),
    max_size=14,
)


def add(rows_to_add):
    number = OutboxMail.objects.count()
    OutboxMail.objects.bulk_create(
        OutboxMail(
            kind="test",
            to="a@example.com",
            subject=subject,
            text="-",
            attempts=step,
            is_secret=is_secret,
            created_at=START + timedelta(microseconds=step),
            dedup_key=f"row-{number + place}",
            message_id=f"<{number + place}@example.com>",
        )
        for place, (step, subject, is_secret) in enumerate(rows_to_add)
    )


def walk(order, size, between=lambda: None):
    seen, after = [], None
    while True:
        page = keyset_page(OutboxMail.objects.all(), order=order, after=after, size=size)
        assert page.is_first is (after is None)
        assert len(page) <= size
        seen += page.items
        if not page.has_next:
            return seen
        after = page.next_cursor
        between()


@QUICK
@given(rows=rows, order=st.sampled_from(ORDERS), size=st.integers(1, 5))
def test_all_pages_together_are_the_whole_list(rows, order, size):
    OutboxMail.objects.all().delete()
    add(rows)
    assert walk(order, size) == list(OutboxMail.objects.order_by(*order))


@QUICK
@given(rows=rows, late=rows, order=st.sampled_from(ORDERS), size=st.integers(1, 5))
def test_rows_added_while_reading_cause_no_gap_and_no_double(rows, late, order, size):
    OutboxMail.objects.all().delete()
    add(rows)
    before = list(OutboxMail.objects.order_by(*order))
    pending = [late]
    seen = walk(order, size, between=lambda: pending and add(pending.pop()))
    assert [row for row in seen if row in before] == before
    assert len(set(seen)) == len(seen)


@pytest.fixture
def three_rows(db):
    add([(0, "a", False), (1, "b", False), (2, "c", False)])
    return list(OutboxMail.objects.order_by("-created_at", "-pk"))


def cursor(*content):
    return base64.urlsafe_b64encode(json.dumps(content).encode()).decode().rstrip("=")


ORDER = "-created_at,-pk"
BAD_CURSORS = [
    "x",
    "%%%",
    "é",
    "A" * 5000,
    "bnVsbA",
    cursor(),
    cursor(ORDER),
    cursor(ORDER, 1, 2),
    cursor(ORDER, ["datetime", "2026-11-01"], ["int", 1]),
    cursor(ORDER, ["date", "2026-11-01"], ["int", 1]),
    cursor(ORDER, ["str", "2026-11-01 00:00"], ["int", 1]),
    cursor(ORDER, ["datetime", "0001-01-01T00:00:00+23:00"], ["int", 1]),
    cursor(ORDER, ["datetime", "2026-11-01T00:00:00+00:00"], ["int", 2**80]),
    cursor(ORDER, ["datetime", "2026-11-01T00:00:00+00:00"], ["int", True]),
    cursor(ORDER, ["datetime", "2026-11-01T00:00:00+00:00"], ["str", "x"]),
    cursor(ORDER, ["datetime", "2026-11-01T00:00:00+00:00"], ["str", "1\x00"]),
    cursor(ORDER, ["str", "\ud800"], ["int", 1]),
    cursor(ORDER, ["str", "never"], ["int", 1]),
    cursor(ORDER, ["float", float("nan")], ["int", 1]),
    cursor(ORDER, ["decimal", "1e999999"], ["int", 1]),
    cursor(ORDER, [["int"], 1], ["int", 1]),
    cursor("-attempts,-pk", ["int", 1], ["int", 1]),
]


@pytest.mark.parametrize("bad", BAD_CURSORS, ids=range(len(BAD_CURSORS)))
def test_a_cursor_that_does_not_fit_gives_the_first_page(three_rows, bad):
    page = keyset_page(OutboxMail.objects.all(), order=("-created_at", "-pk"), after=bad, size=2)
    assert (page.items, page.is_first) == (three_rows[:2], True)


@QUICK
@given(text=st.text(max_size=80))
def test_no_text_breaks_the_pager(text):
    keyset_page(OutboxMail.objects.all(), order=("-created_at", "-pk"), after=text)


@QUICK
@given(
    first=st.tuples(
        st.sampled_from(["int", "float", "bool", "str", "datetime", "date", "decimal", "no"]),
        st.one_of(st.integers(), st.floats(), st.booleans(), st.text(), st.datetimes().map(str)),
    )
)
def test_no_forged_value_breaks_the_pager(first):
    forged = cursor(ORDER, list(first), ["int", 1])
    keyset_page(OutboxMail.objects.all(), order=("-created_at", "-pk"), after=forged).items


def test_a_page_costs_one_query(three_rows, django_assert_num_queries):
    with django_assert_num_queries(1):
        keyset_page(OutboxMail.objects.all(), order=("-created_at", "-pk"), after=None, size=2)


def test_a_null_in_an_ordering_column_is_the_programmers_mistake(three_rows):
    with pytest.raises(ValueError, match="NULL"):
        keyset_page(OutboxMail.objects.all(), order=("sent_at", "pk"), after=None, size=1)


def test_decimals_survive_a_cursor(three_rows):
    from django.db.models import DecimalField, F
    from django.db.models.functions import Cast

    priced = OutboxMail.objects.annotate(
        price=Cast(F("attempts"), DecimalField(max_digits=5, decimal_places=2))
    )
    page = keyset_page(priced, order=("-price", "-pk"), after=None, size=1)
    assert page.items[0].price == Decimal(2)
    page = keyset_page(priced, order=("-price", "-pk"), after=page.next_cursor, size=1)
    assert page.items == [three_rows[1]]
