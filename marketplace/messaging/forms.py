"""What people write."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.utils.safestring import SafeString

from marketplace.kernel.forms import PlainForm
from marketplace.messaging.guard import ContactWarning, marked
from marketplace.messaging.models import MAX_BODY_CHARS


class BodyField(forms.CharField):
    """Text of several lines. Browsers send two characters for a line break and count one."""

    def to_python(self, value: object) -> str:
        """Return the text as the writer counts it."""
        return str(super().to_python(value)).replace("\r\n", "\n")


class WarnedForm(PlainForm):
    """Mixin for a form whose text the contact guard reads.

    A text that was held back is shown again with `messaging/_warning.html` and a second button
    called `anyway`, with which the author sends it all the same.
    """

    guarded_field: ClassVar[str] = "body"
    warning: ContactWarning | None = None
    data: Mapping[str, Any]
    cleaned_data: dict[str, Any]

    @property
    def is_warned(self) -> bool:
        """Whether the author has read the warning and sends anyway."""
        return "anyway" in self.data

    def hold_back(self, warning: ContactWarning) -> None:
        """Show the author what was found before anything is sent."""
        self.warning = warning

    @property
    def preview(self) -> SafeString:
        """The text with the phrases of the warning marked."""
        assert self.warning is not None  # asked for by the warning's template
        return marked(self.cleaned_data[self.guarded_field], self.warning.phrases)


class MessageForm(WarnedForm, forms.Form):
    """One message; `to` names the other side in the label."""

    body = BodyField(
        label="Message",
        max_length=MAX_BODY_CHARS,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={
            "required": "Write something first.",
            "max_length": "Shorten this to %(limit_value)d characters; it has %(show_value)d now.",
        },
    )

    def __init__(self, *args: object, to: str = "", **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        if to:
            self.fields["body"].label = f"Message to {to}"
