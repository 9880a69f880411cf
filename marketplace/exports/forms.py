"""What to export, and of which days."""

from datetime import date
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils.html import format_html
from django.utils.safestring import SafeString

from accounts.models import User
from marketplace.exports.kinds import ABOUT, kinds_for
from marketplace.exports.models import ExportJob
from marketplace.kernel.forms import DayField, PlainForm

# Nothing here is older, and nobody looks further ahead; far outside, days are no moments.
FIRST_YEAR, LAST_YEAR = 2000, 2100


def validate_day(day: date) -> None:
    """Raise ValidationError for a day of a year that nobody can mean."""
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise ValidationError(f"Choose a day from {FIRST_YEAR} to {LAST_YEAR}.")


class ExportForm(PlainForm, forms.Form):
    """One of the kinds that the user's role has; the days are optional."""

    kind = forms.ChoiceField(label="What", widget=forms.RadioSelect)
    start_date = DayField(label="First day", required=False, validators=[validate_day])
    end_date = DayField(
        label="Last day",
        required=False,
        validators=[validate_day],
        help_text="Without days it is everything there is. Campaigns and ads count by the day "
        "they were made.",
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = kinds_for(user)
        choice = cast("forms.ChoiceField", self.fields["kind"])
        choice.choices = [(kind.value, _words(kind)) for kind in kinds]
        if kinds == [ExportJob.Kind.PERSONAL_DATA]:
            # The only one there is, and it is always whole.
            self.fields["kind"].initial = kinds[0].value
            del self.fields["start_date"], self.fields["end_date"]


def _words(kind: ExportJob.Kind) -> SafeString:
    return format_html('{}<br><span class="soft">{}</span>', kind.label, ABOUT[kind])
