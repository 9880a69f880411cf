"""Forms of ads that need no HTTP: links, limits, how they become terms."""

from datetime import date, timedelta

import pytest

from accounts.models import DeliverableKind, Platform
from ads.disclosure import rule_for
from ads.forms import ChangesForm, CounterForm, SubmitForm, item_formset, terms_of
from ads.models import Deliverable
from ads.terms import Draft, ItemTerms
from campaigns.budget import Allowance
from campaigns.models import Campaign

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
    # 5.50 of it is held by the ad itself.
    assert CounterForm(BASE, allowance=Allowance(Campaign(budget_minor=144_500), 550)).is_valid()
    form = CounterForm(BASE, allowance=Allowance(Campaign(budget_minor=144_499), 550))
    assert form.errors == {
        "price_minor": [
            (
                "The budget has $1,450.49 free for this ad, which is $0.01 too little. Lower the "
                "price or raise the budget."
            )
        ]
    }


def test_today_is_the_day_given_not_the_servers() -> None:
    rows = ROWS | {"items-0-due_date": "2026-11-22"}
    assert item_formset(rows, today=TODAY).is_valid()
    assert not item_formset(rows, today=TODAY + timedelta(days=1)).is_valid()


RULE = rule_for("DE", TODAY)


def submit_form(data: dict[str, object] | None, *pks: int, checklist: tuple[str, ...] = ()):
    items = [deliverable(pk) for pk in pks]
    return SubmitForm(data, deliverables=items, rule=RULE, checklist=checklist)


def test_a_draft_may_be_words_or_a_link() -> None:
    captions = {"caption_1": "Werbung. Dry feet.", "caption_2": "#Anzeige Wet trails."}
    data = {"text_1": "The first cut.", "url_2": "example.com/cut", "is_attested": "on"} | captions
    form = submit_form(data, 1, 2)
    assert form.is_valid(), form.errors
    assert form.drafts() == {
        1: Draft(text="The first cut.", caption="Werbung. Dry feet."),
        2: Draft(url="https://example.com/cut", caption="#Anzeige Wet trails."),
    }


@pytest.mark.parametrize("url", ["ftp://example.com", "javascript:alert(1)", "//", "a b"])
def test_a_link_nobody_can_open_is_refused_once(url: str) -> None:
    form = submit_form({"url_1": url, "caption_1": "Werbung", "is_attested": "on"}, 1)
    assert form.errors == {"url_1": ["Enter a web address, such as https://example.com/page."]}


def test_a_caption_without_its_label_and_a_missing_promise_are_both_told_at_their_fields() -> None:
    form = submit_form({"text_1": "The first cut.", "caption_1": "Dry feet. Werbung for once"}, 1)
    assert form.is_valid() is False
    assert form.errors == {"is_attested": ["Tick this to go on."]}
    form = submit_form({"text_1": "Cut.", "caption_1": "Dry feet", "is_attested": "on"}, 1)
    assert list(form.errors) == ["caption_1"]
    assert "“Werbung”" in form.errors["caption_1"][0]


def test_the_caption_says_which_labels_do_and_who_says_so() -> None:
    help_text = submit_form(None, 1).fields["caption_1"].help_text
    assert help_text == (
        "What the audience reads. Must begin with one of: Werbung, Anzeige, #Werbung, #Anzeige. "
        "Rule: UWG § 5a(4) and the Medienanstalten’s guide to labelling, as of 28 May 2022."
    )


def test_ticks_are_positions_of_the_checklist_and_others_are_refused() -> None:
    data = {"text_1": "Cut.", "caption_1": "Werbung", "is_attested": "on"}
    form = submit_form(data | {"covered": ["2"]}, 1, checklist=("The sole", "The price"))
    assert form.is_valid(), form.errors
    assert form.cleaned_data["covered"] == [2]
    form = submit_form(data | {"covered": ["3"]}, 1, checklist=("The sole", "The price"))
    assert list(form.errors) == ["covered"]
    assert "covered" not in submit_form(data, 1).fields


def test_changes_cite_the_checklist_or_say_what_in_words() -> None:
    def changes(data: dict[str, object], *checklist: str) -> ChangesForm:
        return ChangesForm(
            data | {"deliverables": ["1"]}, deliverables=[deliverable(1)], checklist=checklist
        )

    assert changes({"items": ["1"]}, "The sole").is_valid()
    assert changes({"reason": "Darker"}, "The sole").is_valid()
    assert changes({}, "The sole").errors == {
        "reason": ["Say what should change, or choose from the checklist."]
    }
    assert list(changes({"items": ["9"]}, "The sole").errors) == ["items"]
    assert list(changes({"items": ["1"]}).errors) == ["reason"]


def test_groups_hold_their_own_fields_alone() -> None:
    form = submit_form(None, 1, 11)
    names = [[field.name for field in fields] for _, fields in form.groups()]
    assert names == [
        [f"{name}_{pk}" for name in ("text", "url", "files", "caption")] for pk in (1, 11)
    ]
    assert [field.name for field in form.shared] == ["note", "is_attested"]
