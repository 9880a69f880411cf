"""Forms of ads that need no HTTP: links, limits, how they become terms."""

from datetime import date, timedelta

import pytest

from accounts.models import DeliverableKind, Platform
from ads.forms import CounterForm, SubmitForm, item_formset, terms_of
from ads.models import Deliverable
from ads.terms import Draft, ItemTerms

TODAY = date(2026, 11, 22)
BASE = {
    "answering": "1",
    "price_minor": "1,450.50",
    "requirements": " Show the shoes. ",
    "usage_rights": "Worldwide",
    "revision_rounds": "0",
    "kill_fee_minor": "",
    "note": "",
}
ROWS = {
    "items-TOTAL_FORMS": "2",
    "items-INITIAL_FORMS": "0",
    "items-0-platform": "youtube",
    "items-0-kind": "long_video",
    "items-0-quantity": "2",
    "items-0-due_date": "2026-12-02",
    "items-0-posting_date": "2026-12-02",
    "items-0-live_days": "90",
    "items-1-quantity": "1",
    "items-1-live_days": "30",
}


def deliverable(pk: int) -> Deliverable:
    return Deliverable(
        pk=pk,
        position=pk,
        platform=Platform.INSTAGRAM,
        kind=DeliverableKind.POST,
        live_days=30,
        due_date=TODAY,
        posting_date=TODAY,
    )


def test_a_form_and_its_rows_become_terms_in_minor_units() -> None:
    form, items = CounterForm(BASE), item_formset(ROWS, today=TODAY)
    assert form.is_valid(), form.errors
    assert items.is_valid(), items.errors
    terms = terms_of(form, items)
    assert (terms.price_minor, terms.kill_fee_minor, terms.requirements) == (
        145_050,
        0,
        "Show the shoes.",
    )
    assert terms.items == (
        ItemTerms("youtube", "long_video", 2, date(2026, 12, 2), date(2026, 12, 2), 90),
    )


def test_a_price_within_the_budget_passes_and_one_cent_more_does_not() -> None:
    assert CounterForm(BASE, free_minor=145_050).is_valid()
    form = CounterForm(BASE, free_minor=145_049)
    assert form.errors == {
        "price_minor": [
            (
                "Only $1,450.49 of the campaign's budget is free. Enter that or less, or raise "
                "the budget."
            )
        ]
    }


def test_today_is_the_day_given_not_the_servers() -> None:
    rows = ROWS | {"items-0-due_date": "2026-11-22"}
    assert item_formset(rows, today=TODAY).is_valid()
    assert not item_formset(rows, today=TODAY + timedelta(days=1)).is_valid()


def test_a_draft_may_be_words_or_a_link() -> None:
    data = {"text_1": "The first cut.", "url_2": "example.com/cut"}
    form = SubmitForm(data, deliverables=[deliverable(1), deliverable(2)])
    assert form.is_valid(), form.errors
    assert form.drafts() == {
        1: Draft(text="The first cut."),
        2: Draft(url="https://example.com/cut"),
    }


@pytest.mark.parametrize("url", ["ftp://example.com", "javascript:alert(1)", "//", "a b"])
def test_a_link_nobody_can_open_is_refused_once(url: str) -> None:
    form = SubmitForm({"url_1": url}, deliverables=[deliverable(1)])
    assert form.errors == {"url_1": ["Enter a web address, such as https://example.com/page."]}


def test_groups_hold_their_own_fields_alone() -> None:
    form = SubmitForm(deliverables=[deliverable(1), deliverable(11)])
    names = [[field.name for field in fields] for _, fields in form.groups()]
    assert names == [["text_1", "url_1"], ["text_11", "url_11"]]
    assert [field.name for field in form.shared] == ["note"]
