"""Hand-ins: drafts, what should change, live links. One group of fields for each deliverable."""

from collections.abc import Sequence
from typing import Any, cast

from django import forms

from accounts.forms.fields import WebAddressField
from ads.forms.answers import REASON_CHARS
from ads.models import Deliverable
from ads.terms import Draft
from marketplace.kernel.forms import PlainForm

TEXT_CHARS = 5000
URL_CHARS = 500


def link_field(**options: Any) -> WebAddressField:
    """Return a field for the address of a draft or a post."""
    widget = forms.URLInput(attrs={"placeholder": "https://", "inputmode": "url"})
    messages = {"invalid": "Enter a web address, such as https://example.com/page."}
    return WebAddressField(max_length=URL_CHARS, widget=widget, error_messages=messages, **options)


class DeliverablesForm(PlainForm, forms.Form):
    """A form about some of an ad's deliverables; ids that are not among them are never read."""

    def __init__(self, *args: Any, deliverables: Sequence[Deliverable], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.deliverables = list(deliverables)
        for deliverable in self.deliverables:
            self.add_fields(deliverable)

    def add_fields(self, deliverable: Deliverable) -> None:
        """Add the fields of one deliverable."""
        raise NotImplementedError

    @property
    def shared(self) -> list[forms.BoundField]:
        """The fields that belong to no single deliverable."""
        own = {field.name for _, fields in self.groups() for field in fields}
        return [field for field in self.visible_fields() if field.name not in own]

    def groups(self) -> list[tuple[Deliverable, list[forms.BoundField]]]:
        """Return each deliverable with its fields, for the template."""
        return [
            (item, [self[name] for name in self.fields if name.endswith(f"_{item.pk}")])
            for item in self.deliverables
        ]


class SubmitForm(DeliverablesForm):
    """Hand in a draft for each deliverable: words, a link, or both."""

    note = forms.CharField(
        max_length=REASON_CHARS,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        label="Note to the sponsor",
    )

    def add_fields(self, deliverable: Deliverable) -> None:
        """Add the draft's words and link."""
        self.fields[f"text_{deliverable.pk}"] = forms.CharField(
            max_length=TEXT_CHARS,
            required=False,
            widget=forms.Textarea(attrs={"rows": 4}),
            label="Draft in words",
            help_text="Caption, script or description.",
        )
        self.fields[f"url_{deliverable.pk}"] = link_field(
            required=False,
            label="Link to the draft",
            help_text="A private link the sponsor can open.",
        )

    def clean(self) -> dict[str, Any]:
        """Refuse a deliverable without words and link."""
        cleaned = super().clean() or self.cleaned_data
        for item in self.deliverables:
            fields = (f"text_{item.pk}", f"url_{item.pk}")
            if not any(cleaned.get(name) or name in self.errors for name in fields):
                self.add_error(fields[0], "Write the draft here or give a link to it.")
        return cleaned

    def drafts(self) -> dict[int, Draft]:
        """Return the valid form's drafts by deliverable id."""
        return {
            item.pk: Draft(
                text=self.cleaned_data[f"text_{item.pk}"], url=self.cleaned_data[f"url_{item.pk}"]
            )
            for item in self.deliverables
        }


class LiveLinksForm(DeliverablesForm):
    """Hand in the live link of every deliverable."""

    def add_fields(self, deliverable: Deliverable) -> None:
        """Add the live link."""
        self.fields[f"link_{deliverable.pk}"] = link_field(
            label="Link to the live post",
        )

    def links(self) -> dict[int, str]:
        """Return the valid form's links by deliverable id."""
        return {item.pk: self.cleaned_data[f"link_{item.pk}"] for item in self.deliverables}


class ChangesForm(PlainForm, forms.Form):
    """Name the drafts to change and what should change."""

    deliverables = forms.TypedMultipleChoiceField(
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        label="Which drafts",
        error_messages={
            "required": "Choose at least one draft to change.",
            "invalid_choice": "That draft is not part of this ad. Choose from the list.",
        },
    )
    reason = forms.CharField(
        max_length=REASON_CHARS,
        widget=forms.Textarea(attrs={"rows": 5}),
        label="What should change",
        help_text="Be exact: each request uses up one round.",
    )

    def __init__(self, *args: Any, deliverables: Sequence[Deliverable], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = cast("forms.TypedMultipleChoiceField", self.fields["deliverables"])
        field.choices = [(item.pk, numbered(item)) for item in deliverables]
        if len(deliverables) == 1:
            self.initial.setdefault("deliverables", [deliverables[0].pk])


def numbered(deliverable: Deliverable) -> str:
    """Return a deliverable's name with its number, as several may be of one kind."""
    return f"{deliverable.position}. {deliverable}"
