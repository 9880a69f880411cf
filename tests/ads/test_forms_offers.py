"""The form of an offer: product, usage, exclusivity; what folds up; what is wrong, and where."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from ads.actions.drafting import check_amounts, check_rights
from ads.forms import CounterForm, DraftForm, item_formset, terms_of
from ads.terms import ItemTerms, OfferTerms
from ads.views.prefill import term_rows, term_values
from marketplace.kernel.errors import Refused

TODAY = timezone.localdate()
SAID = {
    "answering": "1",
    "price_minor": "450",
    "requirements": "Show the shoes.",
    "revision_rounds": "2",
}
PRODUCT = {"product_name": "Trail shoes", "product_value_minor": "120", "product_days": "10"}
USAGE = {"usage_channels": "Own Instagram", "usage_territory": "Worldwide"}
RANGE = {"from": TODAY.isoformat(), "to": (TODAY + timedelta(days=90)).isoformat()}
EXCLUSIVE = {
    "exclusivity_scope": "Other shoes",
    "exclusivity_from": RANGE["from"],
    "exclusivity_to": RANGE["to"],
}


def errors(**fields: Any) -> dict[str, list[str]]:
    return dict(CounterForm(SAID | fields).errors)


def full() -> OfferTerms:
    return OfferTerms(
        price_minor=45_000,
        requirements="Show the shoes.",
        items=(ItemTerms("instagram", "post", 2, TODAY, TODAY, 30),),
        product_name="Trail shoes",
        product_value_minor=12_000,
        product_is_returned=True,
        product_days=10,
        usage_channels="Own Instagram",
        usage_territory="Worldwide",
        usage_is_perpetual=True,
        usage_from=TODAY,
        usage_price_minor=9_000,
        usage_rights="Unchanged.",
        exclusivity_scope="Other shoes",
        exclusivity_from=TODAY,
        exclusivity_to=TODAY + timedelta(days=90),
        revision_rounds=1,
        kill_fee_minor=5_000,
        note="",
    )


def as_typed(values: dict[str, Any]) -> dict[str, str]:
    """Return initial values as a browser posts them back."""
    form = CounterForm(initial=values | {"answering": 1})
    shown = {name: form[name].value() for name in form.fields}
    return {
        name: "on" if value is True else str(value)
        for name, value in shown.items()
        if value not in (None, False)
    }


def test_what_a_form_shows_comes_back_as_the_same_terms() -> None:
    for terms in (full(), replace(full(), usage_is_perpetual=False, usage_to=TODAY)):
        form = CounterForm(as_typed(term_values(terms)))
        rows = {f"items-0-{name}": str(value) for name, value in term_rows(terms)[0].items()}
        counts = {"items-TOTAL_FORMS": "1", "items-INITIAL_FORMS": "0"}
        items = item_formset(rows | counts, today=TODAY)
        assert form.is_valid(), form.errors
        assert items.is_valid(), items.errors
        assert terms_of(form, items) == terms


def test_what_is_left_empty_is_as_the_terms_have_it_without() -> None:
    form = CounterForm(SAID)
    assert form.is_valid(), form.errors
    bare = OfferTerms(price_minor=45_000, requirements="Show the shoes.", items=())
    assert {name: form.cleaned_data[name] for name in bare.columns()} == bare.columns()


def test_sections_stay_folded_until_they_say_something_or_have_to_be_mended() -> None:
    def opened(form: CounterForm) -> list[str]:
        return [fold.title for fold in form.folds() if fold.is_open]

    assert opened(CounterForm(initial={"answering": 1})) == []
    assert opened(CounterForm(SAID)) == []
    assert opened(CounterForm(initial=term_values(full()))) == [
        "Product sent along",
        "Usage rights",
        "Exclusivity",
    ]
    assert opened(CounterForm(SAID | PRODUCT)) == ["Product sent along"]
    assert opened(CounterForm(SAID | {"usage_to": "never"})) == ["Usage rights"]
    assert opened(CounterForm(SAID | {"exclusivity_to": RANGE["to"]})) == ["Exclusivity"]


def test_every_field_that_folds_is_in_one_section() -> None:
    folded = [field.name for fold in DraftForm().folds() for line in fold.lines for field in line]
    rest = {"title", "price_minor", "requirements", "revision_rounds", "kill_fee_minor", "note"}
    assert sorted(folded) == sorted(set(DraftForm().fields) - rest)


def test_good_terms_pass() -> None:
    assert errors(**PRODUCT) == {}
    assert errors(**PRODUCT, product_is_returned="on") == {}
    assert errors(**USAGE, usage_from=RANGE["from"], usage_to=RANGE["to"]) == {}
    assert errors(**USAGE, usage_is_perpetual="on", usage_price_minor="450") == {}
    assert errors(usage_rights="Your own channels for six months.") == {}
    assert errors(**EXCLUSIVE) == {}


NAME_CHANNELS = {"usage_channels": ["Name the channels the content may be used on."]}


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"kill_fee_minor": "450.01"}, "kill_fee_minor"),
        ({"product_value_minor": "10"}, "product_name"),
        ({"product_is_returned": "on"}, "product_name"),
        (PRODUCT | {"product_value_minor": "-1"}, "product_value_minor"),
        (PRODUCT | {"product_days": "366"}, "product_days"),
        (PRODUCT | {"product_days": "0"}, "product_days"),
        (PRODUCT | {"product_name": "Two\nlines"}, "product_name"),
        ({"usage_territory": "Germany"}, "usage_channels"),
        ({"usage_to": RANGE["to"]}, "usage_channels"),
        ({"usage_from": RANGE["from"]}, "usage_channels"),
        ({"usage_price_minor": "5"}, "usage_channels"),
        ({"usage_is_perpetual": "on", "usage_price_minor": "5"}, "usage_channels"),
        (USAGE, "usage_to"),
        (USAGE | {"usage_is_perpetual": "on"}, "usage_price_minor"),
        (USAGE | {"usage_is_perpetual": "on", "usage_price_minor": "0"}, "usage_price_minor"),
        (USAGE | {"usage_to": RANGE["to"], "usage_price_minor": "450.01"}, "usage_price_minor"),
        (
            USAGE | {"usage_is_perpetual": "on", "usage_price_minor": "5", "usage_to": RANGE["to"]},
            "usage_to",
        ),
        (USAGE | {"usage_from": RANGE["to"], "usage_to": RANGE["from"]}, "usage_to"),
        (USAGE | {"usage_to": "9999-12-31"}, "usage_to"),  # for ever without saying so
        (USAGE | {"usage_to": "2026-02-30"}, "usage_to"),
        (EXCLUSIVE | {"exclusivity_scope": ""}, "exclusivity_scope"),
        (EXCLUSIVE | {"exclusivity_from": ""}, "exclusivity_from"),
        (EXCLUSIVE | {"exclusivity_to": ""}, "exclusivity_to"),
        (
            EXCLUSIVE | {"exclusivity_from": RANGE["to"], "exclusivity_to": RANGE["from"]},
            "exclusivity_to",
        ),
        (EXCLUSIVE | {"exclusivity_to": "9999-12-31"}, "exclusivity_to"),
    ],
)
def test_what_does_not_fit_together_is_wrong_at_one_field(
    fields: dict[str, str], wrong: str
) -> None:
    assert list(errors(**fields)) == [wrong]


def test_everything_wrong_is_said_at_once_in_words() -> None:
    assert errors(
        usage_territory="Germany",
        kill_fee_minor="500",
        exclusivity_scope="Other shoes",
        product_is_returned="on",
    ) == {
        **NAME_CHANNELS,
        "kill_fee_minor": ["The kill fee must be between zero and the price."],
        "product_name": ["Name the product that is sent along."],
        "exclusivity_from": ["Say from when."],
        "exclusivity_to": ["Say until when."],
    }


def test_line_ends_of_browsers_are_no_change_and_count_once() -> None:
    form = CounterForm(SAID | {"requirements": "One.\r\n\r\nTwo.", "note": "a\r\nb"})
    assert form.is_valid(), form.errors
    assert (form.cleaned_data["requirements"], form.cleaned_data["note"]) == (
        "One.\n\nTwo.",
        "a\nb",
    )
    lines = "x\r\n" * 2_499 + "xx"
    assert errors(requirements=lines) == {}
    assert list(errors(requirements=lines + "x")) == ["requirements"]


def test_a_wrong_price_is_not_held_against_the_rest() -> None:
    assert list(errors(price_minor="lots", kill_fee_minor="5")) == ["price_minor"]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"price_minor": 0, "kill_fee_minor": 0, "usage_price_minor": 0}, "price_minor"),
        ({"kill_fee_minor": 45_001}, "kill_fee_minor"),
        ({"usage_price_minor": 45_001}, "usage_price_minor"),
        ({"product_name": ""}, "product_name"),
        ({"usage_channels": ""}, "usage_channels"),
        ({"usage_to": date(2030, 1, 1)}, "usage_to"),
        ({"usage_price_minor": 0}, "usage_price_minor"),
        ({"usage_is_perpetual": False}, "usage_to"),
        ({"exclusivity_scope": ""}, "exclusivity_scope"),
        ({"exclusivity_from": None}, "exclusivity_from"),
        ({"exclusivity_to": None}, "exclusivity_to"),
        ({"exclusivity_to": date(2020, 1, 1)}, "exclusivity_to"),
    ],
)
def test_actions_refuse_by_the_same_rules(changes: dict[str, Any], field: str) -> None:
    check_amounts(full())
    check_rights(full())
    terms = replace(full(), **changes)
    with pytest.raises(Refused) as refused:
        check_amounts(terms)
        check_rights(terms)
    assert refused.value.field == field


def test_lines_that_may_stay_empty_are_spare_until_somebody_fills_them() -> None:
    def spare(data: dict[str, str] | None, rows: list[dict[str, Any]] | None = None) -> list[bool]:
        return [form.is_spare for form in item_formset(data, today=TODAY, rows=rows)]

    assert spare(None) == [False, True, True]
    assert spare(None, term_rows(full())) == [False, True, True]
    posted = {"items-TOTAL_FORMS": "3", "items-INITIAL_FORMS": "1"}
    empty = {
        f"items-{at}-{name}": value
        for at in (1, 2)
        for name, value in (("quantity", "1"), ("live_days", "30"))
    }
    assert spare(posted | empty) == [False, True, True]
    assert spare(posted | empty | {"items-2-kind": "story"}) == [False, True, False]
