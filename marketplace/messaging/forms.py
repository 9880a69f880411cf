"""What people write."""

from django import forms

from marketplace.kernel.forms import PlainForm
from marketplace.messaging.models import MAX_BODY_CHARS


class BodyField(forms.CharField):
    """Text of several lines. Browsers send two characters for a line break and count one."""

    def to_python(self, value: object) -> str:
        """Return the text as the writer counts it."""
        return str(super().to_python(value)).replace("\r\n", "\n")


class MessageForm(PlainForm, forms.Form):
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
