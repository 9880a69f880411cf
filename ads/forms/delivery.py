"""Hand-ins: drafts, what should change, live links. One group of fields for each deliverable."""

from collections.abc import Sequence
from datetime import date
from typing import Any, cast

from django import forms
from django.core.files.uploadedfile import UploadedFile

from accounts.forms.fields import WebAddressField
from accounts.models import Platform
from ads.disclosure import Rule, find_label, missing_label_message
from ads.forms.answers import REASON_CHARS
from ads.forms.files import FilesField
from ads.hand_ins import DRAFT_ATTESTATION, LIVE_ATTESTATION, LivePost
from ads.models import Deliverable
from ads.terms import Draft
from marketplace.kernel.forms import DayField, PlainForm
from marketplace.messaging.forms import BodyField

TEXT_CHARS = 5000
URL_CHARS = 500
NOT_ON_LIST = "That is not on the checklist of this ad. Choose from the list."


def link_field(**options: Any) -> WebAddressField:
    """Return a field for the address of a draft or a post."""
    widget = forms.URLInput(attrs={"placeholder": "https://", "inputmode": "url"})
    messages = {
        "required": "Enter the link.",
        "invalid": "Enter a web address, such as https://example.com/page.",
    }
    return WebAddressField(max_length=URL_CHARS, widget=widget, error_messages=messages, **options)


def attestation(sentence: str) -> forms.BooleanField:
    """Return the box that confirms a sentence, which work does not go on without."""
    return forms.BooleanField(label=sentence, error_messages={"required": "Tick this to go on."})


def items_field(checklist: Sequence[str], **options: Any) -> forms.TypedMultipleChoiceField:
    """Return a field that ticks items of a checklist; it cleans to their positions from 1."""
    return forms.TypedMultipleChoiceField(
        coerce=int,
        choices=list(enumerate(checklist, start=1)),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        error_messages={"invalid_choice": NOT_ON_LIST},
        **options,
    )


class DeliverablesForm(PlainForm, forms.Form):
    """A form about some of an ad's deliverables; ids that are not among them are never read."""

    cleaned_data: dict[str, Any]

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

    def uploads(self) -> dict[int, list[UploadedFile]]:
        """Return the valid form's files by deliverable id."""
        chosen = {item.pk: self.cleaned_data[f"files_{item.pk}"] for item in self.deliverables}
        return {pk: files for pk, files in chosen.items() if files}


class SubmitForm(DeliverablesForm):
    """Hand in a draft for each deliverable: words, a link or files, and its caption."""

    def __init__(self, *args: Any, rule: Rule, checklist: Sequence[str], **kwargs: Any) -> None:
        self.rule = rule
        super().__init__(*args, **kwargs)
        if checklist:
            self.fields["covered"] = items_field(
                checklist,
                label="The drafts cover",
                help_text="What the terms ask for. Tick what is in; the sponsor sees your ticks.",
            )
        self.fields["note"] = forms.CharField(
            max_length=REASON_CHARS,
            required=False,
            widget=forms.Textarea(attrs={"rows": 3}),
            label="Note to the sponsor",
        )
        self.fields["is_attested"] = attestation(DRAFT_ATTESTATION)

    def add_fields(self, deliverable: Deliverable) -> None:
        """Add the draft's words, link and files, and the caption with its label."""
        self.fields[f"text_{deliverable.pk}"] = BodyField(
            max_length=TEXT_CHARS,
            required=False,
            widget=forms.Textarea(attrs={"rows": 4}),
            label="Draft in words",
            help_text="Script or description.",
        )
        self.fields[f"url_{deliverable.pk}"] = link_field(
            required=False,
            label="Link to the draft",
            help_text="A private link the sponsor can open.",
        )
        self.fields[f"files_{deliverable.pk}"] = FilesField()
        self.fields[f"caption_{deliverable.pk}"] = BodyField(
            max_length=TEXT_CHARS,
            widget=forms.Textarea(attrs={"rows": 3}),
            label="Caption",
            help_text=caption_help(self.rule),
            error_messages={"required": "Write the caption, beginning with its label."},
        )

    def clean(self) -> dict[str, Any]:
        """Refuse a deliverable without a draft, and a caption without its label."""
        cleaned = super().clean() or self.cleaned_data
        for item in self.deliverables:
            fields = [f"{name}_{item.pk}" for name in ("text", "url", "files")]
            if not any(cleaned.get(name) or name in self.errors for name in fields):
                self.add_error(fields[0], "Write the draft here, or give a link to it or files.")
            caption, platform = cleaned.get(f"caption_{item.pk}"), Platform(item.platform)
            if caption and not find_label(self.rule, caption, platform):
                message = missing_label_message(self.rule, platform)
                self.add_error(f"caption_{item.pk}", message)
        return cleaned

    def drafts(self) -> dict[int, Draft]:
        """Return the valid form's drafts by deliverable id."""
        return {
            item.pk: Draft(
                text=self.cleaned_data[f"text_{item.pk}"],
                url=self.cleaned_data[f"url_{item.pk}"],
                caption=self.cleaned_data[f"caption_{item.pk}"],
            )
            for item in self.deliverables
        }


def caption_help(rule: Rule) -> str:
    """Return what a caption must begin with, and who says so."""
    return (
        f"What the audience reads. Must begin with one of: {', '.join(rule.labels)}. "
        f"Rule: {rule.source_name}, as of {rule.since:%-d %B %Y}."
    )


class LiveLinksForm(DeliverablesForm):
    """Hand in where and when every deliverable went live."""

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        self.today = today
        super().__init__(*args, **kwargs)
        self.fields["is_attested"] = attestation(LIVE_ATTESTATION)

    def add_fields(self, deliverable: Deliverable) -> None:
        """Add the live link, its day and a screenshot."""
        self.fields[f"link_{deliverable.pk}"] = link_field(label="Link to the live post")
        self.fields[f"posted_{deliverable.pk}"] = DayField(
            label="Posted on", initial=self.today, help_text="By your clock."
        )
        self.fields[f"files_{deliverable.pk}"] = FilesField(
            label="Screenshot", help_text="It still shows the post if the post goes away."
        )

    def links(self) -> dict[int, LivePost]:
        """Return the valid form's live posts by deliverable id."""
        return {
            item.pk: LivePost(
                url=self.cleaned_data[f"link_{item.pk}"],
                posted_date=self.cleaned_data[f"posted_{item.pk}"],
            )
            for item in self.deliverables
        }


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

    def __init__(
        self,
        *args: Any,
        deliverables: Sequence[Deliverable],
        checklist: Sequence[str],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        field = cast("forms.TypedMultipleChoiceField", self.fields["deliverables"])
        field.choices = [(item.pk, numbered(item)) for item in deliverables]
        if len(deliverables) == 1:
            self.initial.setdefault("deliverables", [deliverables[0].pk])
        if checklist:
            self.fields["items"] = items_field(
                checklist,
                label="What is missing from the checklist",
                help_text="What the terms ask for and the drafts do not show.",
            )
        self.fields["reason"] = forms.CharField(
            max_length=REASON_CHARS,
            required=not checklist,
            widget=forms.Textarea(attrs={"rows": 5}),
            label="What should change",
            help_text="Be exact: each request uses up one round.",
            error_messages={"required": "Say what should change."},
        )

    def clean(self) -> dict[str, Any]:
        """Refuse a request that neither cites the checklist nor says anything."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        says = cleaned.get("reason") or cleaned.get("items")
        if not says and not {"reason", "items"} & set(self.errors):
            message = "Say what should change, or choose from the checklist."
            self.add_error("reason", message)
        return cleaned


def numbered(deliverable: Deliverable) -> str:
    """Return a deliverable's name with its number, as several may be of one kind."""
    return f"{deliverable.position}. {deliverable}"
