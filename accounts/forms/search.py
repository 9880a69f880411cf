"""Searching influencers: every parameter of the address is a field, and may hold anything."""

from typing import Any

from django import forms

from accounts.catalogue import offered_categories
from accounts.models import Platform
from accounts.models.influencers import InfluencerProfileQuerySet
from marketplace.kernel.forms import FilterForm
from marketplace.kernel.money import MoneyField, format_money
from marketplace.kernel.search import search_ids

SORTS = {
    "reach": ("Reach", ("-top_followers", "-id")),
    "price": ("Lowest price", ("price_order", "id")),
    "rating": ("Rating", ("-rating_score", "-id")),
    "newest": ("Newest", ("-created_at", "-id")),
}


class InfluencerSearchForm(FilterForm, forms.Form):
    """The filters of the influencers' list."""

    fields_template = "accounts/_filters.html"

    q = forms.CharField(
        label="Search",
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"type": "search", "placeholder": "Name, niche, topic"}),
    )
    category = forms.ChoiceField(
        choices=lambda: [("", "All categories"), *offered_categories()],
        required=False,
        error_messages={"invalid_choice": "There is no such category. Choose one from the list."},
    )
    platform = forms.ChoiceField(
        choices=[("", "All platforms"), *Platform.choices],
        required=False,
        error_messages={"invalid_choice": "There is no such platform. Choose one from the list."},
    )
    min_followers = forms.IntegerField(
        label="Followers, at least", min_value=0, max_value=10_000_000_000, required=False
    )
    max_price = MoneyField(label="Price, at most", required=False)
    sort = forms.ChoiceField(
        label="Sort by",
        choices=[(name, label) for name, (label, _) in SORTS.items()],
        required=False,
        error_messages={"invalid_choice": "Choose an order from the list."},
    )

    def order(self) -> tuple[str, ...]:
        """Return the columns to sort by; reach where nothing valid was asked."""
        return SORTS[self.valid().get("sort") or "reach"][1]

    def narrowed(self, influencers: InfluencerProfileQuerySet) -> InfluencerProfileQuerySet:
        """Return `influencers` that fit the valid filters."""
        asked = self.valid()
        if text := asked.get("q"):
            influencers = influencers.filter(pk__in=search_ids(kind="influencer", query=text))
        if slug := asked.get("category"):
            influencers = influencers.filter(category__slug=slug)
        if asked.get("max_price") is not None:
            influencers = influencers.filter(lowest_price_minor__lte=asked["max_price"])
        return influencers.reaching(asked.get("min_followers") or 0, on=asked.get("platform"))

    def chips(self) -> list[tuple[str, str]]:
        """Return parameter and words of each filter that is on."""
        asked = self.valid()
        words = {
            "q": lambda text: f"“{text}”",
            "category": lambda slug: dict(offered_categories())[slug],
            "platform": lambda name: Platform(name).label,
            "min_followers": lambda count: f"{count:,} followers or more",
            "max_price": lambda minor: f"{format_money(minor)} or less",
        }
        return [(name, tell(asked[name])) for name, tell in words.items() if asked.get(name)]

    def valid(self) -> dict[str, Any]:
        """Return the filters that make sense."""
        self.is_valid()
        return self.cleaned_data
