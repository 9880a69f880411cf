"""Messages of the contract room: words, files, video links, or any of them."""

from typing import Any, cast

from crispy_forms.helper import FormHelper
from crispy_forms.layout import HTML, Div, Layout
from django.core.files.uploadedfile import UploadedFile
from django.utils.datastructures import MultiValueDict
from django.utils.safestring import SafeString

from ads.actions.messages import said
from ads.file_names import shown_name
from ads.forms.files import FilesField, VideoLinksField
from marketplace.messaging.forms import MessageForm
from marketplace.messaging.guard import marked


class AdMessageForm(MessageForm):
    """A message that may carry files and video links; then it needs no words."""

    files = FilesField()  # type: ignore[assignment]  # taken off the class
    links = VideoLinksField()

    @property
    def helper(self) -> FormHelper:
        """Fold files and links away below the words, until something is in them."""
        helper = super().helper
        is_open = any(self[name].errors or self[name].value() for name in ("files", "links"))
        helper.layout = Layout(
            "body",
            HTML(f'<details class="history"{" open" if is_open else ""}>'),
            HTML("<summary>Add files or a video link</summary>"),
            Div("files", "links", css_class="form-row"),
            HTML("</details>"),
        )
        return helper

    @property
    def preview(self) -> SafeString:
        """The text and the links with the phrases of the warning marked."""
        assert self.warning is not None  # asked for by the warning's template
        text = said(self.cleaned_data["body"], self.cleaned_data["links"])
        return marked(text, self.warning.phrases)

    @property
    def dropped_files(self) -> list[str]:
        """The names of files that came with a form that is shown again: no browser keeps them."""
        came = cast("MultiValueDict[str, UploadedFile[bytes]]", self.files)
        return [shown_name(file.name) or "One file" for file in came.getlist("files")]

    def clean(self) -> dict[str, Any]:
        """Let files and links stand for words."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        has_words = str(self.data.get("body", "")).strip()
        if not has_words and (cleaned.get("files") or cleaned.get("links")):
            self.errors.pop("body", None)
            cleaned["body"] = ""
        return cleaned
