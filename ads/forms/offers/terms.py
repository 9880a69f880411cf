"""What an offer says once, apart from its deliverables."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts.forms.fields import LineField
from ads.consistency import amount_problems, rights_problems
from ads.forms.offers.folds import OpenFold, unfold
from ads.forms.offers.items import BaseItemFormSet
from ads.terms import COLUMNS, OfferTerms
from campaigns.budget import Allowance
from marketplace.kernel.forms import DayField, PlainForm
from marketplace.kernel.money import MoneyField

# Rights that last longer are rights for ever, which are said and priced.
MAX_RIGHTS_YEARS = 10
PRODUCT_DAYS = 7


class ProseField(forms.CharField):
    """Longer text. Browsers post line ends as two characters, which would count twice and look
    like a change of every line that was written elsewhere."""

    def __init__(self, *, rows: int, **kwargs: Any) -> None:
        super().__init__(widget=forms.Textarea(attrs={"rows": rows}), **kwargs)

    def to_python(self, value: Any) -> str:
        """Return the text with plain line ends."""
        return str(super().to_python(value)).replace("\r\n", "\n")


class CounterForm(PlainForm, forms.Form):
    """Everything an offer says apart from its deliverables.

    `allowance` is what the campaign's budget leaves for this ad; None where the reader is not the
    one who pays.
    """

    answering = forms.IntegerField(widget=forms.HiddenInput)
    price_minor = MoneyField(min_minor=1, label="Price")
    requirements = ProseField(
        rows=7,
        max_length=5000,
        label="Requirements",
        help_text="What the content has to say and show, and how the ad is disclosed.",
    )
    product_name = LineField(
        max_length=200,
        required=False,
        label="Product",
        help_text="What the sponsor sends for the work.",
    )
    product_value_minor = MoneyField(required=False, label="Its value")
    product_days = forms.IntegerField(
        min_value=1,
        max_value=365,
        initial=PRODUCT_DAYS,
        required=False,
        label="Days to the first draft",
        help_text="No draft is due before it has been there for so many days.",
    )
    product_is_returned = forms.BooleanField(
        required=False, label="It goes back afterwards", help_text="Otherwise it is kept."
    )
    usage_channels = LineField(
        max_length=200,
        required=False,
        label="Channels",
        help_text="Where the sponsor may show the content, such as its own Instagram and paid "
        "social.",
    )
    usage_territory = LineField(
        max_length=100,
        required=False,
        label="Territory",
        help_text="Such as Germany, or worldwide.",
    )
    usage_price_minor = MoneyField(
        required=False, label="Part of the price", help_text="How much of the price is for it."
    )
    usage_from = DayField(required=False, label="Used from")
    usage_to = DayField(required=False, label="Used until")
    usage_is_perpetual = forms.BooleanField(
        required=False,
        label="Used for ever",
        help_text="Then leave the last day open, and say which part of the price is for it.",
    )
    usage_rights = ProseField(
        rows=3,
        max_length=1000,
        required=False,
        label="More about usage",
    )
    exclusivity_scope = LineField(
        max_length=300,
        required=False,
        label="No work for",
        help_text="Competitors, or a category that the influencer does not advertise meanwhile.",
    )
    exclusivity_from = DayField(required=False, label="Exclusive from")
    exclusivity_to = DayField(required=False, label="Exclusive until")
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
    note = ProseField(
        rows=3,
        max_length=2000,
        required=False,
        label="Message with the offer",
    )

    def __init__(self, *args: Any, allowance: Allowance | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.allowance = allowance
        if allowance is not None:
            self.fields["price_minor"].help_text = allowance.words(self._price_so_far())

    def _price_so_far(self) -> int | None:
        """Return the price that stands in the form, in minor units; None for what is none."""
        name, field = "price_minor", self.fields["price_minor"]
        if not self.is_bound:
            price: int | None = self.get_initial_for_field(field, name)
            return price
        try:
            return field.clean(field.widget.value_from_datadict(self.data, self.files, name))
        except ValidationError:
            return None

    @property
    def is_over_budget(self) -> bool:
        """Whether the price was refused for the budget, which could be raised instead."""
        is_over = self.has_error("price_minor", "over_budget")
        return is_over and self.allowance is not None and self.allowance.may_be_raised

    def folds(self) -> list[OpenFold]:
        """Return the sections that most offers leave out."""
        return unfold(self)

    def clean_price_minor(self) -> int:
        """Refuse more than the budget leaves."""
        price: int = self.cleaned_data["price_minor"]
        if self.allowance is not None and (reason := self.allowance.refusal(price)):
            raise ValidationError(reason, code="over_budget")
        return price

    def clean_kill_fee_minor(self) -> int:
        """Read an empty kill fee as none."""
        return self.cleaned_data["kill_fee_minor"] or 0

    def clean_product_value_minor(self) -> int:
        """Read an empty value as none that is named."""
        return self.cleaned_data["product_value_minor"] or 0

    def clean_product_days(self) -> int:
        """Read an empty field as what is usual."""
        return self.cleaned_data["product_days"] or PRODUCT_DAYS

    def clean_usage_price_minor(self) -> int:
        """Read an empty field as nothing on top."""
        return self.cleaned_data["usage_price_minor"] or 0

    def clean_usage_to(self) -> date | None:
        """Refuse what is "for ever" in all but name."""
        return _within_reach(self.cleaned_data["usage_to"])

    def clean_exclusivity_to(self) -> date | None:
        """Refuse a day that cannot be meant."""
        return _within_reach(self.cleaned_data["exclusivity_to"])

    def clean(self) -> dict[str, Any]:
        """Show what does not fit together at the fields that mend it."""
        super().clean()
        said = {name: self.cleaned_data[name] for name in COLUMNS if name in self.cleaned_data}
        unsaid: dict[str, Any] = {"price_minor": 0, "requirements": "", "items": ()}
        terms = OfferTerms(**(unsaid | said))
        problems = [*rights_problems(terms)]
        if "price_minor" in said:
            problems += amount_problems(terms)
        for problem in problems:
            if problem.field in self.fields and problem.field not in self.errors:
                self.add_error(problem.field, problem.text)
        return self.cleaned_data


def _within_reach(day: date | None) -> date | None:
    if day and day > timezone.localdate() + timedelta(days=MAX_RIGHTS_YEARS * 365):
        raise ValidationError(
            f"Choose a day within the next {MAX_RIGHTS_YEARS} years.", code="too_far"
        )
    return day


class DraftForm(CounterForm):
    """A draft: the terms and the ad's title. It answers nothing."""

    answering = None  # type: ignore[assignment]
    title = LineField(
        max_length=120, label="Title", help_text="Both of you see it at the top of the contract."
    )
    field_order = ["title", "price_minor"]


def terms_of(form: CounterForm, items: BaseItemFormSet) -> OfferTerms:
    """Return a valid form and formset as the terms an action takes.

    What a form does not ask for is as `OfferTerms` has it.
    """
    said = {name: form.cleaned_data[name] for name in COLUMNS if name in form.cleaned_data}
    return OfferTerms(items=items.items(), **said)
