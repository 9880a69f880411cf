"""Browsing campaigns: every parameter of the address is a field, and may hold anything."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django import forms

from accounts.catalogue import offered_categories
from accounts.models import Platform
from campaigns.models.campaigns import Campaign, CampaignQuerySet
from campaigns.search import KIND
from marketplace.kernel.forms import FilterForm
from marketplace.kernel.money import MoneyField, format_money
from marketplace.kernel.search import search_ids

if TYPE_CHECKING:
    from accounts.models import User

SORTS = {
    "newest": ("Newest", ("-published_at", "-id")),
    "budget": ("Highest budget", ("-budget_minor", "-id")),
    "ending": ("Ending soon", ("end_date", "id")),
}
SHOWN = {"": "All", "saved": "Saved", "interested": "Your interests"}


class BrowseForm(FilterForm, forms.Form):
    """The filters of the campaigns' list. A filter that makes no sense is told and left out."""

    fields_template = "campaigns/_filters.html"

    q = forms.CharField(
        label="Search",
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"type": "search", "placeholder": "Product, topic, sponsor"}),
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
    min_budget = MoneyField(label="Budget, at least", required=False)
    sort = forms.ChoiceField(
        label="Sort by",
        choices=[(name, label) for name, (label, _) in SORTS.items()],
        required=False,
        error_messages={"invalid_choice": "Choose an order from the list."},
    )
    show = forms.ChoiceField(choices=list(SHOWN.items()), required=False, widget=forms.HiddenInput)

    def asked(self) -> dict[str, Any]:
        """Return the filters that make sense."""
        # Asking for the errors is what cleans; fields in error are left out of the clean data.
        return self.cleaned_data if self.errors is not None and self.is_bound else {}

    @property
    def order(self) -> tuple[str, ...]:
        """The columns to sort by; the newest first where nothing valid was asked."""
        return SORTS[self.asked().get("sort") or "newest"][1]

    def found_by(self, user: "User") -> CampaignQuerySet:
        """Return the campaigns that fit the filters and that `user` may see."""
        asked = self.asked()
        campaigns = Campaign.objects.listed()
        if asked.get("show") == "saved":
            campaigns = Campaign.objects.visible_to(user).saved_by(user)
        elif asked.get("show") == "interested":
            campaigns = Campaign.objects.visible_to(user).interesting(user)
        if text := asked.get("q"):
            campaigns = campaigns.filter(pk__in=search_ids(kind=KIND, query=text))
        if slug := asked.get("category"):
            campaigns = campaigns.filter(category__slug=slug)
        if platform := asked.get("platform"):
            campaigns = campaigns.on_platform(platform)
        if least := asked.get("min_budget"):
            campaigns = campaigns.filter(budget_minor__gte=least)
        return campaigns

    def chips(self) -> list[tuple[str, str]]:
        """Return parameter and words of each filter that is on."""
        asked = self.asked()
        words: dict[str, Callable[[Any], str]] = {
            "q": lambda text: f"“{text}”",
            "category": lambda slug: dict(offered_categories()).get(slug, slug),
            "platform": lambda name: str(Platform(name).label),
            "min_budget": lambda minor: f"{format_money(minor)} or more",
        }
        return [(name, tell(asked[name])) for name, tell in words.items() if asked.get(name)]
