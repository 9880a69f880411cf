"""Disputes: what it is about, what each side says, and its evidence."""

from typing import Any, cast

from django import forms

from ads.forms.answers import REASON_CHARS
from ads.forms.files import FilesField, VideoLinksField
from ads.models import Dispute
from ads.workflow import Side
from marketplace.kernel.forms import PlainForm

STATEMENT_CHARS = 5000

_Reason = Dispute.Reason
# What each side can be let down by.
REASONS = {
    Side.SPONSOR: (
        _Reason.NOT_DELIVERED,
        _Reason.NOT_AS_AGREED,
        _Reason.NOT_LIVE,
        _Reason.PRODUCT,
        _Reason.OTHER,
    ),
    Side.INFLUENCER: (_Reason.UNFAIR_REVIEW, _Reason.PRODUCT, _Reason.OTHER),
}


class StatementForm(PlainForm, forms.Form):
    """How one side sees it, with evidence."""

    text = forms.CharField(
        max_length=STATEMENT_CHARS,
        widget=forms.Textarea(attrs={"rows": 6}),
        label="How you see it",
        help_text="The other side and the moderators read it. It cannot be changed later.",
    )
    files = FilesField(label="Evidence")  # type: ignore[assignment]  # taken off the class
    links = VideoLinksField(help_text="One a line. The moderators must be able to open them.")


class DisputeForm(StatementForm):
    """Open a dispute."""

    reason = forms.ChoiceField(
        widget=forms.RadioSelect,
        label="What it is about",
        error_messages={"invalid_choice": "Choose one of the list."},
    )
    field_order = ("reason", "text", "files", "links")

    def __init__(self, *args: Any, side: Side, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reasons = cast("forms.ChoiceField", self.fields["reason"])
        reasons.choices = [(reason.value, reason.label) for reason in REASONS[side]]
        self.fields["text"].label = "What happened"
        self.fields["text"].help_text = (
            "Say what was agreed, what happened instead and what you ask for. The other side and "
            "the moderators read it. It cannot be changed later."
        )


class WithdrawDisputeForm(PlainForm, forms.Form):
    """Take a dispute back."""

    reason = forms.CharField(
        max_length=REASON_CHARS,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        label="Why",
        help_text="The other side reads it, for example what you have agreed.",
    )
