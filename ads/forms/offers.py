"""The terms of an offer: one form for what is said once, a formset for the deliverables."""

from datetime import date, timedelta
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError

from accounts.forms.fields import LineField
from accounts.models import DeliverableKind, Platform
from ads.terms import ItemTerms, OfferTerms
from marketplace.kernel.forms import PlainForm
from marketplace.kernel.money import MoneyField, format_money

# More pieces are several ads: each is reviewed and paid as one.
MAX_PIECES = 20
MAX_ROWS = 10
# A contract that far ahead is a typing mistake.
MAX_DAYS_AHEAD = 3 * 365
EMPTY_ROWS = 2


class CounterForm(PlainForm, forms.Form):
    """Everything an offer says apart from its deliverables.

    `free_minor` is what the campaign's budget leaves for this ad, in minor units; None where
    the reader is not the one who pays.
    """

    answering = forms.IntegerField(widget=forms.HiddenInput)
    price_minor = MoneyField(min_minor=1, label="Price")
    requirements = forms.CharField(
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 7}),
        label="Requirements",
        help_text="What the content has to say and show, and how the ad is disclosed.",
    )
    usage_rights = forms.CharField(
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        label="Usage rights",
        help_text="What the sponsor may do with the content: on which channels, in which "
        "territory, from when to when.",
    )
    revision_rounds = forms.IntegerField(
        min_value=0,
        max_value=10,
        initial=2,
        label="Rounds of changes",
        help_text="How often the sponsor may ask for changes, 0 to 10.",
    )
    kill_fee_minor = MoneyField(
        required=False,
        label="Kill fee",
        help_text="What the sponsor owes when it is the one who proposes to cancel the work. "
        "0 for none.",
    )
    note = forms.CharField(
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        label="Message with the offer",
    )

    def __init__(self, *args: Any, free_minor: int | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.free_minor = free_minor
        if free_minor is not None:
            self.fields[
                "price_minor"
            ].help_text = (
                f"{format_money(free_minor)} of the campaign's budget is free for this ad."
            )

    def clean_price_minor(self) -> int:
        """Refuse more than the budget leaves."""
        price: int = self.cleaned_data["price_minor"]
        if self.free_minor is not None and price > self.free_minor:
            raise ValidationError(
                f"Only {format_money(self.free_minor)} of the campaign's budget is free. "
                "Enter that or less, or raise the budget.",
                code="over_budget",
            )
        return price

    def clean_kill_fee_minor(self) -> int:
        """Read an empty kill fee as none; refuse one above the price."""
        fee: int = self.cleaned_data["kill_fee_minor"] or 0
        price = self.cleaned_data.get("price_minor")
        if price is not None and fee > price:
            raise ValidationError(
                f"The kill fee cannot be more than the price of {format_money(price)}.",
                code="over_price",
            )
        return fee


class DraftForm(CounterForm):
    """A draft: the terms and the ad's title. It answers nothing."""

    answering = None  # type: ignore[assignment]
    title = LineField(
        max_length=120, label="Title", help_text="Both of you see it at the top of the contract."
    )
    field_order = ["title", "price_minor"]


class ItemForm(PlainForm, forms.Form):
    """One line of the offer: so many pieces of one kind on one platform."""

    platform = forms.ChoiceField(choices=[("", "Choose"), *Platform.choices])
    kind = forms.ChoiceField(choices=[("", "Choose"), *DeliverableKind.choices], label="What")
    quantity = forms.IntegerField(min_value=1, max_value=MAX_PIECES, initial=1, label="How many")
    due_date = forms.DateField(
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), label="Draft due"
    )
    posting_date = forms.DateField(
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), label="Goes live"
    )
    live_days = forms.IntegerField(
        min_value=1, max_value=3650, initial=30, label="Stays live for (days)"
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_due_date(self) -> date:
        """Refuse days that are over."""
        due: date = self.cleaned_data["due_date"]
        if due < self.today:
            raise ValidationError("This day is over. Choose today or later.", code="past")
        return self._near_enough(due)

    def clean_posting_date(self) -> date:
        """Refuse going live before the draft is due."""
        posting: date = self.cleaned_data["posting_date"]
        due = self.cleaned_data.get("due_date")
        if due and posting < due:
            raise ValidationError(
                "It cannot go live before its draft is due. Choose that day or a later one.",
                code="before_due",
            )
        if posting < self.today:
            raise ValidationError("This day is over. Choose today or later.", code="past")
        return self._near_enough(posting)

    def _near_enough(self, day: date) -> date:
        if day > self.today + timedelta(days=MAX_DAYS_AHEAD):
            raise ValidationError("Choose a day within the next three years.", code="too_far")
        return day

    def terms(self) -> ItemTerms:
        """Return the valid row as terms."""
        data = self.cleaned_data
        return ItemTerms(
            platform=data["platform"],
            kind=data["kind"],
            quantity=data["quantity"],
            due_date=data["due_date"],
            posting_date=data["posting_date"],
            live_days=data["live_days"],
        )


class BaseItemFormSet(forms.BaseFormSet):
    """The deliverables of an offer: at least one, rows left empty count for nothing."""

    def add_fields(self, form: forms.Form, index: int | None) -> None:
        """Say in our words what the tick does."""
        super().add_fields(form, index)
        if "DELETE" in form.fields:
            form.fields["DELETE"].label = "Leave this line out"

    def clean(self) -> None:
        """Refuse an offer without a deliverable or with too many pieces."""
        if any(self.errors):
            return
        rows = self.items()
        if not rows:
            raise ValidationError("Name at least one deliverable.", code="none")
        if sum(row.quantity for row in rows) > MAX_PIECES:
            raise ValidationError(
                f"One ad has at most {MAX_PIECES} pieces. Make a second ad for the rest.",
                code="too_many",
            )

    def items(self) -> tuple[ItemTerms, ...]:
        """Return the filled rows, in their order."""
        return tuple(
            form.terms()
            for form in self.forms
            if form.has_changed() or not form.empty_permitted
            if not form.cleaned_data.get("DELETE")
        )


ItemFormSet = forms.formset_factory(
    ItemForm,
    formset=BaseItemFormSet,
    extra=EMPTY_ROWS,
    min_num=1,
    max_num=MAX_ROWS,
    absolute_max=MAX_ROWS,
    validate_max=True,
    can_delete=True,
    can_delete_extra=False,
)


def item_formset(
    data: Any = None, *, today: date, rows: list[dict[str, Any]] | None = None
) -> BaseItemFormSet:
    """Return the formset, filled with `rows`; `today` is the influencer's day."""
    formset = ItemFormSet(data, prefix="items", initial=rows or None, form_kwargs={"today": today})
    return cast("BaseItemFormSet", formset)


def terms_of(form: CounterForm, items: BaseItemFormSet) -> OfferTerms:
    """Return a valid form and formset as the terms an action takes."""
    data = form.cleaned_data
    return OfferTerms(
        price_minor=data["price_minor"],
        requirements=data["requirements"],
        usage_rights=data["usage_rights"],
        revision_rounds=data["revision_rounds"],
        kill_fee_minor=data["kill_fee_minor"],
        note=data["note"],
        items=items.items(),
    )
