"""Answers that carry a reason."""

from django import forms

from marketplace.kernel.forms import PlainForm

REASON_CHARS = 1000


class AcceptForm(PlainForm, forms.Form):
    """Accept the offer the page showed; nothing to fill in."""

    answering = forms.IntegerField(widget=forms.HiddenInput)


class DeclineForm(PlainForm, forms.Form):
    """Decline the offer the page showed."""

    answering = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.CharField(
        max_length=REASON_CHARS,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        label="Why",
        help_text="The other side reads it. One sentence helps them to ask better next time.",
    )


class RejectLiveForm(PlainForm, forms.Form):
    """Send the live links back, once."""

    reason = forms.CharField(
        max_length=REASON_CHARS,
        widget=forms.Textarea(attrs={"rows": 4}),
        label="What is wrong",
        help_text="Name the post and what it should say or show instead.",
    )


class CancelForm(PlainForm, forms.Form):
    """Cancel, with a reason the other side reads."""

    reason = forms.CharField(
        max_length=REASON_CHARS,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        label="Why",
        help_text="The other side reads it.",
    )
