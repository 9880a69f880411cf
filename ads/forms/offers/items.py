"""The deliverables of an offer: a formset with one line for each kind of content."""

from datetime import date, timedelta
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError

from accounts.models import DeliverableKind, Platform
from ads.terms import ItemTerms
from marketplace.kernel.forms import DayField, PlainForm

# More pieces are several ads: each is reviewed and paid as one.
MAX_PIECES = 20
MAX_ROWS = 10
# A contract that far ahead is a typing mistake.
MAX_DAYS_AHEAD = 3 * 365
EMPTY_ROWS = 2


class ItemForm(PlainForm, forms.Form):
    """One line of the offer: so many pieces of one kind on one platform."""

    platform = forms.ChoiceField(choices=[("", "Choose"), *Platform.choices])
    kind = forms.ChoiceField(choices=[("", "Choose"), *DeliverableKind.choices], label="What")
    quantity = forms.IntegerField(min_value=1, max_value=MAX_PIECES, initial=1, label="How many")
    due_date = DayField(label="Draft due")
    posting_date = DayField(label="Goes live")
    live_days = forms.IntegerField(
        min_value=1, max_value=3650, initial=30, label="Stays live for (days)"
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    @property
    def is_spare(self) -> bool:
        """Whether the line is one that may stay empty and is."""
        return self.empty_permitted and not (self.is_bound and self.has_changed())

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
