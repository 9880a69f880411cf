"""What /dev/components/ shows: every component in every state, with invented examples."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone

from marketplace.kernel.components.badges import STATES, TONES
from marketplace.kernel.components.icons import icon_names
from marketplace.kernel.forms import DayField, PlainForm
from marketplace.kernel.money import MoneyField
from marketplace.kernel.paging import KeysetPage


@dataclass(frozen=True)
class SampleProfile:
    """Stands in for a profile."""

    display_name: str
    handle_id: str
    is_verified: bool = False

    def get_absolute_url(self) -> str:
        """Return a place on the page itself."""
        return "#people"


class SampleForm(PlainForm, forms.Form):
    """One field of each kind."""

    fieldsets = [
        ("The campaign", ["title", "brief", "category", "budget_minor", "start_date"]),
        ("Who it is for", ["visibility", "platforms", "picture", "is_agreed"]),
    ]

    title = forms.CharField(help_text="Influencers see this in the list.", max_length=80)
    brief = forms.CharField(widget=forms.Textarea(attrs={"rows": 4}), required=False)
    category = forms.ChoiceField(choices=[("", "Choose one"), ("1", "Outdoor"), ("2", "Food")])
    budget_minor = MoneyField(label="Budget", min_minor=1000, help_text="All ads together.")
    start_date = DayField()
    visibility = forms.ChoiceField(
        widget=forms.RadioSelect,
        choices=[("public", "Public: anybody may find it"), ("private", "Private: by invitation")],
        initial="public",
    )
    platforms = forms.MultipleChoiceField(
        widget=forms.CheckboxSelectMultiple,
        choices=[("instagram", "Instagram"), ("youtube", "YouTube")],
        required=False,
    )
    picture = forms.ImageField(required=False, help_text="PNG or JPEG, up to 5 MB.")
    is_agreed = forms.BooleanField(label="I have read the terms")


def gallery_context() -> dict[str, Any]:
    """Return the context of templates/dev/components.html."""
    now = timezone.now()
    refused = SampleForm({"title": "", "budget_minor": "1,50", "category": "1"})
    refused.full_clean()
    refused.add_error(None, "Your campaign ends before it starts. Move one of the dates.")
    return {
        "states": STATES,
        "tones": sorted(TONES),
        "icons": sorted(icon_names()),
        "people": [
            SampleProfile("Mira Okafor", "mira.okafor"),
            SampleProfile("Northcliff Outdoor", "northcliff", is_verified=True),
            SampleProfile("Jo Lindqvist", "jolindqvist"),
            SampleProfile("Studio Nord", "studio_nord"),
            SampleProfile("Ravi Menon", "ravi"),
            SampleProfile("Kitchen & Co", "kitchenco"),
        ],
        "moments": [now - timedelta(**span) for span in _PAST],
        "deadlines": [now + timedelta(days=4), now + timedelta(hours=20), now - timedelta(hours=2)],
        "today": timezone.localdate(),
        "step_names": ["Offer", "Funded", "Drafts", "Review", "Posted", "Paid"],
        "money_parts": [("To Mira on completion", 40500, "pine"), ("Fee (10 %)", 4500, "gold")],
        "budgets": [
            _budget(120_000, 90_000, 45_000, 245_000),
            _budget(0, 0, 0, 500_000),
            _budget(1, 10**11, 1, 1),  # a cent is seen beside a billion
            _budget(0, 300_000, 200_000, 0),
        ],
        "form": SampleForm(auto_id="new_%s"),
        "refused_form": refused,
        "page": KeysetPage(items=[], next_cursor="next", is_first=False),
        "chips": [("q", "“trail shoes”"), ("category", "Outdoor")],
    }


def _budget(*amounts_minor: int) -> list[tuple[str, int, str]]:
    words = (("Paid", "pine"), ("In escrow", "gold"), ("Committed", "sky"), ("Free", "free"))
    return [(word, amount, fill) for (word, fill), amount in zip(words, amounts_minor, strict=True)]


_PAST = [{"seconds": 20}, {"minutes": 12}, {"hours": 5}, {"days": 1}, {"days": 9}, {"days": 500}]
