"""Forms: what is optional, what is wrong, and where."""

from datetime import date

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.template import Context, Template

from marketplace.kernel.components.gallery import SampleForm
from marketplace.kernel.forms import DayField, PlainForm


def show(form: forms.BaseForm) -> str:
    source = "{% load crispy_forms_tags %}{% crispy form %}"
    return Template(source).render(Context({"form": form}))


def test_optional_fields_say_so_and_required_ones_say_nothing():
    html = show(SampleForm())
    assert 'Brief <span class="optional">(optional)</span>' in html
    assert "Title <span" not in html
    assert "asterisk" not in html


def test_a_form_brings_neither_its_element_nor_its_token():
    html = show(SampleForm())
    assert "<form" not in html
    assert "csrf" not in html


def test_fields_stand_under_their_headings_in_order():
    html = show(SampleForm())
    places = [html.index(text) for text in ("The campaign", "Budget", "Who it is for", "Picture")]
    assert places == sorted(places)


def test_fields_without_a_heading_come_last_and_missing_ones_are_skipped():
    class Partial(PlainForm, forms.Form):
        fieldsets = [("First", ["one", "gone"])]
        zero = forms.CharField()
        one = forms.CharField()

    html = show(Partial())
    assert html.index("id_one") < html.index("id_zero")


def test_errors_are_summed_up_with_links_and_repeated_at_the_field():
    html = show(SampleForm({"budget_minor": "1,50", "category": "1"}))
    assert '<h2 id="error-summary-title">There is a problem</h2>' in html
    assert '<a href="#id_title">Title: Fill this in.</a>' in html
    assert '<a href="#id_visibility_0">Visibility: Choose one.</a>' in html
    assert '<a href="#id_is_agreed">I have read the terms: Tick this to go on.</a>' in html
    title = html[html.index('<div id="div_id_title"') : html.index('<div id="div_id_brief"')]
    assert '<div id="id_title_error">' in title
    assert 'aria-describedby="id_title_helptext id_title_error"' in title
    assert 'aria-invalid="true"' in title


def test_every_link_of_the_summary_has_its_place():
    html = show(SampleForm({}))
    for target in ("id_title", "id_visibility_0", "id_is_agreed", "id_start_date"):
        assert f'href="#{target}"' in html
        assert f'id="{target}"' in html


def test_a_field_without_an_error_has_no_error_box():
    assert "_error" not in show(SampleForm())


def test_errors_of_the_whole_form_stand_in_the_summary():
    form = SampleForm({})
    form.add_error(None, "Your campaign ends before it starts.")
    assert "<p>Your campaign ends before it starts.</p>" in show(form)


def test_a_part_of_a_page_has_no_summary_of_its_own():
    form = SampleForm({}, prefix="row-0")
    assert "There is a problem" not in show(form)


def test_an_own_message_for_an_empty_field_stays():
    class Named(PlainForm, forms.Form):
        name = forms.CharField(error_messages={"required": "Enter the name."})

    assert Named({}).errors == {"name": ["Enter the name."]}


def test_what_a_person_typed_is_escaped():
    assert "<script>" not in show(SampleForm({"title": "<script>", "brief": "</textarea><script>"}))


@pytest.mark.parametrize(
    "typed", ["03/04/2026", "3.4.2026", "4 Mar 2026", "2026-02-30", "26-03-04"]
)
def test_a_day_is_written_in_one_way_alone(typed: str) -> None:
    with pytest.raises(ValidationError, match="year-month-day, such as 2026-11-03"):
        DayField().clean(typed)


def test_a_day_is_shown_as_it_is_sent() -> None:
    field = DayField()
    day = field.clean("2026-03-04")
    assert day == date(2026, 3, 4)
    assert 'type="date" name="day" value="2026-03-04"' in field.widget.render("day", day)
