"""The form of a campaign's content."""

from datetime import date
from typing import Any

from django import forms
from django.db.models import Q

from accounts.forms.fields import LineField
from accounts.models import Category, Platform
from campaigns.content import Content, date_problems
from campaigns.models import Campaign
from marketplace.kernel.forms import DayField, PlainForm
from marketplace.kernel.money import MoneyField, format_money
from marketplace.messaging.forms import BodyField


class CampaignForm(PlainForm, forms.Form):
    """Create or change a campaign. `today` is the day in the sponsor's zone."""

    fieldsets = [
        ("What you want", ["title", "description", "goals", "category", "platforms"]),
        ("How much and when", ["budget_minor", "start_date", "end_date"]),
        ("Who sees it", ["visibility"]),
    ]

    title = LineField(max_length=120, help_text="What influencers read first.")
    description = BodyField(
        label="Brief",
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text="The product, the content you have in mind, and what must or must not be said.",
    )
    goals = BodyField(
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="What should have happened when it is over.",
    )
    category = forms.ModelChoiceField(
        queryset=Category.objects.none(),
        empty_label="Choose a category",
        error_messages={"invalid_choice": "There is no such category. Choose one from the list."},
    )
    platforms = forms.MultipleChoiceField(
        choices=Platform.choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": "Choose at least one platform.",
            "invalid_choice": "There is no such platform. Choose from the list.",
        },
    )
    budget_minor = MoneyField(
        label="Budget",
        min_minor=1,
        help_text="The most that all ads of this campaign may cost together. "
        "Nothing is charged until you fund an ad.",
    )
    start_date = DayField(label="Starts")
    end_date = DayField(label="Ends", help_text="The campaign closes at the end of this day.")
    visibility = forms.ChoiceField(
        choices=Campaign.Visibility.choices,
        widget=forms.RadioSelect,
        initial=Campaign.Visibility.PUBLIC,
    )

    def __init__(
        self,
        *args: Any,
        today: date,
        campaign: Campaign | None = None,
        **kwargs: Any,
    ) -> None:
        self.today = today
        self.campaign = campaign
        if campaign:
            content = Content.of(campaign)
            kwargs["initial"] = {name: getattr(content, name) for name in content.__slots__}
        super().__init__(*args, **kwargs)
        # An old campaign may keep a category that is not offered any more.
        kept = Q(pk=campaign.category_id) if campaign else Q(pk=None)
        field = self.fields["category"]
        field.queryset = Category.objects.filter(Q(is_active=True) | kept)  # type: ignore[attr-defined]
        if campaign and campaign.committed_minor:
            self.fields["budget_minor"].help_text = (
                f"Your ads hold {format_money(campaign.committed_minor)} of it, "
                "so it cannot be less than that."
            )

    def clean(self) -> dict[str, Any]:
        """Check each date against the other and against today."""
        cleaned = super().clean() or self.cleaned_data
        if {"start_date", "end_date"} <= cleaned.keys():
            dates = (cleaned["start_date"], cleaned["end_date"])
            for field, problem in date_problems(*dates, today=self.today).items():
                self.add_error(field, problem)
        return cleaned

    def content(self) -> Content:
        """Return what was typed; only for a valid form."""
        values = {name: self.cleaned_data[name] for name in self.fields}
        return Content(**values | {"platforms": tuple(values["platforms"])})
