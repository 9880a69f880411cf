"""Fields that several forms of this app share."""

from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator

from accounts import places
from accounts.models import Category, Handle
from accounts.models.users import validate_time_zone
from marketplace.kernel.text import validate_one_line

MAX_PEOPLE = 10_000_000_000  # more than there are


class LineField(forms.CharField):
    """Text of one line without invisible signs."""

    default_validators = [validate_one_line]


class WebAddressField(forms.URLField):
    """An address of the web; "example.com" is read as https."""

    default_validators = [
        URLValidator(
            schemes=["http", "https"],
            message="Enter a web address, such as https://example.com/page.",
        )
    ]

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**({"assume_scheme": "https"} | kwargs))


class HandleField(LineField):
    """A handle that is free; typed in any case, with or without the at sign."""

    def __init__(self, **kwargs: Any) -> None:
        defaults: dict[str, Any] = {
            "min_length": 3,
            "max_length": 30,
            "help_text": "Your name in addresses and mentions. It cannot be changed later.",
            "widget": forms.TextInput(attrs={"autocapitalize": "none", "autocomplete": "off"}),
        }
        super().__init__(**(defaults | kwargs))

    def to_python(self, value: Any) -> str:
        """Return the handle in the form it is stored in."""
        return (super().to_python(value) or "").removeprefix("@").lower()

    def run_validators(self, value: Any) -> None:
        """Check the pattern, then whether the handle may be had."""
        super().run_validators(value)
        if value in self.empty_values:
            return
        for validator in Handle._meta.get_field("name").validators:
            validator(value)
        if Handle.is_reserved(value):
            raise ValidationError("This handle is reserved. Choose another one.")
        if Handle.objects.filter(pk=value).exists():
            raise ValidationError("This handle is taken. Choose another one.")


class TimeZoneField(forms.ChoiceField):
    """A place whose clock the reader goes by, grouped by part of the world."""

    def __init__(self, **kwargs: Any) -> None:
        defaults: dict[str, Any] = {
            "choices": places.time_zones,
            "initial": "UTC",
            "help_text": "Dates and deadlines are shown by this clock.",
            "widget": forms.Select(attrs={"data-time-zone": ""}),
        }
        super().__init__(**(defaults | kwargs))

    def valid_value(self, value: str) -> bool:
        """Take any zone there is: a browser may know one under another name."""
        try:
            validate_time_zone(value)
        except ValidationError:
            return False
        return True


class CountryField(forms.ChoiceField):
    """A country by its ISO 3166-1 code."""

    def __init__(self, **kwargs: Any) -> None:
        defaults: dict[str, Any] = {"choices": _with_blank(places.countries, "Choose a country")}
        super().__init__(**(defaults | kwargs))


class LanguagesField(forms.MultipleChoiceField):
    """Languages by their ISO 639-1 codes."""

    def __init__(self, **kwargs: Any) -> None:
        defaults: dict[str, Any] = {
            "choices": lambda: list(places.languages().items()),
            "help_text": "The languages you publish in. Hold Ctrl or ⌘ to choose several.",
            "widget": forms.SelectMultiple(attrs={"size": "6"}),
        }
        super().__init__(**(defaults | kwargs))

    def clean(self, value: Any) -> list[str]:
        """Refuse more than anybody publishes in."""
        codes: list[str] = list(dict.fromkeys(super().clean(value)))
        if len(codes) > 10:
            raise ValidationError("Choose at most 10 languages.")
        return codes


class CountField(forms.IntegerField):
    """A number of people."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**({"min_value": 0, "max_value": MAX_PEOPLE} | kwargs))


class EngagementField(forms.DecimalField):
    """A percentage with two decimals."""

    def __init__(self, **kwargs: Any) -> None:
        defaults: dict[str, Any] = {
            "label": "Engagement rate",
            "min_value": Decimal(0),
            "max_value": Decimal(100),
            "max_digits": 5,
            "decimal_places": 2,
            "required": False,
            "help_text": "(likes + comments) / followers, in percent.",
        }
        super().__init__(**(defaults | kwargs))


class CategoryField(forms.ModelChoiceField):
    """A category that is offered, or the one a profile has."""

    def __init__(self, **kwargs: Any) -> None:
        defaults: dict[str, Any] = {
            "queryset": Category.objects.offered(),
            "empty_label": "Choose a category",
        }
        super().__init__(**(defaults | kwargs))


def _with_blank(
    choices: Callable[[], dict[str, str]], label: str
) -> Callable[[], Iterable[tuple[str, str]]]:
    return lambda: [("", label), *choices().items()]
