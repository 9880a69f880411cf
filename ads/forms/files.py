"""Fields for files and video links. What a file is, the action finds out."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

from ads.actions.files import MAX_FILES, clean_files
from ads.file_names import shown_name
from ads.video_links import MAX_URL_CHARS, read_link
from marketplace.kernel.errors import Refused


class FilesInput(forms.FileInput):
    """An input for several files."""

    allow_multiple_selected = True


class FilesField(forms.Field):
    """Pictures and PDFs; cleans to a list of uploads. The form needs `multipart/form-data`."""

    widget = FilesInput
    default_error_messages = {"required": "Choose a file."}

    def __init__(self, **kwargs: Any) -> None:
        size = settings.MAX_ATTACHMENT_BYTES // 1_000_000
        defaults: dict[str, Any] = {
            "label": "Files",
            "required": False,
            "help_text": f"Pictures or PDFs, at most {MAX_FILES} of at most {size} MB each.",
        }
        super().__init__(**(defaults | kwargs))

    def widget_attrs(self, widget: forms.Widget) -> dict[str, str]:
        """Let the browser offer what is taken."""
        return {"accept": "image/jpeg,image/png,image/webp,image/gif,application/pdf"}

    def to_python(self, value: Any) -> list[UploadedFile]:
        """Return the files that were chosen."""
        return [file for file in value or [] if file]

    def validate(self, value: Any) -> None:
        """Check number and size; what counts is still checked by the action."""
        super().validate(value)
        if len(value) > MAX_FILES:
            raise ValidationError(f"Choose at most {MAX_FILES} files.")
        problems = [problem for file in value if (problem := _problem(file))]
        if problems:
            raise ValidationError(problems)


def _problem(file: UploadedFile) -> str:
    name, limit = shown_name(file.name) or "One file", settings.MAX_ATTACHMENT_BYTES
    if not file.size:
        return f"{name}: This file is empty. Choose another one."
    if file.size > limit:
        return f"{name}: This file is too big. Choose one of at most {limit // 1_000_000} MB."
    return ""


def rewrite_files(form: forms.Form) -> None:
    """Write the files of a valid form anew: seconds for big pictures, before any transaction.

    Raises Refused at the field whose files cannot be kept.
    """
    for name, field in form.fields.items():
        if isinstance(field, FilesField):
            try:
                form.cleaned_data[name] = clean_files(form.cleaned_data[name])
            except Refused as refusal:
                raise Refused(str(refusal), field=name) from refusal


class VideoLinksField(forms.CharField):
    """Addresses of videos, one a line; cleans to a list without repeats."""

    def __init__(self, **kwargs: Any) -> None:
        attrs = {"rows": 2, "placeholder": "https://", "inputmode": "url", "spellcheck": "false"}
        defaults: dict[str, Any] = {
            "label": "Video links",
            "required": False,
            "max_length": MAX_FILES * (MAX_URL_CHARS + 2),
            "widget": forms.Textarea(attrs=attrs),
            "help_text": "One a line. A private link the other side can open.",
        }
        super().__init__(**(defaults | kwargs))

    def clean(self, value: Any) -> list[str]:
        """Return the addresses, each checked."""
        lines: Sequence[str] = str(super().clean(value)).splitlines()
        links = list(dict.fromkeys(read_link(line) for line in lines if line.strip()))
        if len(links) > MAX_FILES:
            raise ValidationError(f"Give at most {MAX_FILES} links.")
        return links
