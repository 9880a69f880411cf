"""The message under a timeline."""

from django import forms

from marketplace.messaging.models import MAX_BODY_CHARS


class MessageForm(forms.Form):
    """One message to the other side."""

    body = forms.CharField(
        max_length=MAX_BODY_CHARS,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Write something first."},
    )

    def __init__(self, *args: object, to: str, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["body"].label = f"Message to {to}"
        self.fields["body"].help_text = (
            "Everything said here stays with the contract and can be read by a moderator "
            "if you disagree."
        )
