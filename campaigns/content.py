"""What a campaign says: the part its sponsor writes, checks, and compares over time."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, NamedTuple

from accounts.models import Category, Platform
from campaigns.models import Campaign
from marketplace.kernel.money import format_money

# Nobody plans further ahead; a year typed wrong is caught by it.
LONGEST = timedelta(days=5 * 366)

# Key of the stored content → what readers call it, in the order of the page.
LABELS = {
    "title": "Title",
    "description": "Brief",
    "goals": "Goals",
    "category": "Category",
    "platforms": "Platforms",
    "budget_minor": "Budget",
    "start_date": "Starts",
    "end_date": "Ends",
    "visibility": "Visibility",
}
# Too long to be read inside a sentence.
LONG_TEXTS = frozenset({"description", "goals"})


class Change(NamedTuple):
    """One difference between two versions, in words."""

    label: str
    before: str
    after: str
    is_long: bool


@dataclass(frozen=True, slots=True)
class Content:
    """The terms of a campaign. Money is in minor units, platforms are `Platform` values."""

    title: str
    description: str
    goals: str
    category: Category
    platforms: tuple[str, ...]
    budget_minor: int
    start_date: date
    end_date: date
    visibility: str

    @classmethod
    def of(cls, campaign: Campaign) -> "Content":
        """Return what `campaign` says now."""
        values = {name: getattr(campaign, name) for name in LABELS}
        return cls(**values | {"platforms": tuple(campaign.platforms)})

    def write_to(self, campaign: Campaign) -> None:
        """Set the fields of `campaign`, unsaved."""
        for name in LABELS:
            setattr(campaign, name, getattr(self, name))
        campaign.platforms = list(self.platforms)

    def as_json(self) -> dict[str, Any]:
        """Return what a version stores: the words as they were, ids of nothing."""
        return {
            "title": self.title,
            "description": self.description,
            "goals": self.goals,
            "category": self.category.name,
            "platforms": list(self.platforms),
            "budget_minor": self.budget_minor,
            "start_date": self.start_date.isoformat(),
            "end_date": self.end_date.isoformat(),
            "visibility": self.visibility,
        }

    def problems(self, *, today: date) -> dict[str, str]:
        """Return what cannot be true, by field. `today` is the day in the sponsor's zone."""
        found = {}
        if self.budget_minor <= 0:
            found["budget_minor"] = "The budget must be above zero."
        if not self.platforms:
            found["platforms"] = "Choose at least one platform."
        return found | date_problems(self.start_date, self.end_date, today=today)


def date_problems(start_date: date, end_date: date, *, today: date) -> dict[str, str]:
    """Return what is wrong with a campaign's dates, by field."""
    far = "Choose a day within five years of today."
    found = {}
    if abs(start_date - today) > LONGEST:
        found["start_date"] = far
    if end_date < start_date:
        found["end_date"] = "The end is before the start. Choose a later end."
    elif end_date < today:
        found["end_date"] = "The end date has passed. Choose today or a later day."
    elif end_date - today > LONGEST:
        found["end_date"] = far
    return found


def changes(older: Mapping[str, Any], newer: Mapping[str, Any]) -> list[Change]:
    """Return how two stored contents differ, in the order of the page."""
    return [
        Change(
            label=label,
            before=_in_words(key, older.get(key)),
            after=_in_words(key, newer.get(key)),
            is_long=key in LONG_TEXTS,
        )
        for key, label in LABELS.items()
        if older.get(key) != newer.get(key)
    ]


def _in_words(key: str, value: Any) -> str:
    if value is None:
        return "nothing"
    if key == "budget_minor":
        return format_money(value)
    if key == "platforms":
        return ", ".join(Platform(name).label for name in value if name in Platform.values)
    if key == "visibility":
        return str(value).capitalize()
    if key in ("start_date", "end_date"):
        day = date.fromisoformat(value)
        return f"{day:%a} {day.day} {day:%b %Y}"
    return str(value)
