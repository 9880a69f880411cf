"""Why a moderator flags."""

from django import forms


class FlagForm(forms.Form):
    """The reason, which the sponsor reads."""

    reason = forms.CharField(
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4, "cols": 60, "class": "vLargeTextField"}),
        help_text="The sponsor reads it, in the site and by mail.",
        error_messages={"required": "Say why. The sponsor reads it."},
    )
