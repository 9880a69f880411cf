"""After the posts went live: what they reached, and whether they are still up."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from ads.actions.results import COUNTS, MAX_COUNT, Figures
from ads.forms.answers import REASON_CHARS
from ads.forms.delivery import DeliverablesForm
from ads.forms.files import FilesField
from ads.models import Deliverable
from marketplace.kernel.forms import DayField, PlainForm


class ResultsForm(DeliverablesForm):
    """Enter what each post reached; a post without any figure is left out."""

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        self.today = today
        super().__init__(*args, **kwargs)

    def add_fields(self, deliverable: Deliverable) -> None:
        """Add the four counts, the day and the proof."""
        for name in COUNTS:
            self.fields[f"{name}_{deliverable.pk}"] = forms.IntegerField(
                required=False,
                min_value=0,
                max_value=MAX_COUNT,
                label=name.capitalize(),
                widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
                error_messages={
                    "invalid": "Enter a whole number, such as 48200.",
                    "max_value": f"Enter at most {MAX_COUNT:,}.",
                    "min_value": "Enter 0 or more.",
                },
            )
        self.fields[f"measured_{deliverable.pk}"] = DayField(
            label="Measured on", initial=self.today, help_text="By your clock."
        )
        self.fields[f"files_{deliverable.pk}"] = FilesField(
            label="Proof", help_text="Screenshots or the platform’s report as PDF."
        )

    def clean(self) -> dict[str, Any]:
        """Refuse a page without any figure, and proof without the figures it proves."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        told = [item.pk for item in self.deliverables if self._is_told(item)]
        for item in self.deliverables:
            if cleaned.get(f"files_{item.pk}") and item.pk not in told:
                self.add_error(f"views_{item.pk}", "Enter the figures that the proof shows.")
        if not told and not self.errors:
            message = "Enter at least one figure. What you do not know stays empty."
            self.add_error(f"views_{self.deliverables[0].pk}", message)
        return cleaned

    def _is_told(self, item: Deliverable) -> bool:
        names = [f"{name}_{item.pk}" for name in COUNTS]
        return any(self.cleaned_data.get(n) is not None or n in self.errors for n in names)

    def results(self) -> dict[int, Figures]:
        """Return the valid form's figures by deliverable id, without what was left empty."""
        data = self.cleaned_data
        return {
            item.pk: Figures(
                measured_date=data[f"measured_{item.pk}"],
                **{name: data[f"{name}_{item.pk}"] for name in COUNTS},
            )
            for item in self.deliverables
            if self._is_told(item)
        }

    def proofs(self) -> dict[int, Sequence[UploadedFile]]:
        """Return the valid form's files by deliverable id."""
        return dict(self.uploads())


class LiveCheckForm(PlainForm, forms.Form):
    """Say whether the posts are still up; the button that was pressed is the answer."""

    answer = forms.ChoiceField(
        choices=[("up", "Still up"), ("down", "No longer up")], widget=forms.HiddenInput
    )
    note = forms.CharField(
        max_length=REASON_CHARS,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        label="Where something is down: what, and why",
    )

    @property
    def is_up(self) -> bool:
        """The valid form's answer."""
        return bool(self.cleaned_data["answer"] == "up")
