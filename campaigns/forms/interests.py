"""What influencers say when they apply, and sponsors when they turn somebody down."""

from django import forms

from marketplace.kernel.forms import PlainForm
from marketplace.kernel.money import MoneyField
from marketplace.messaging.forms import BodyField, WarnedForm


class InterestForm(WarnedForm, forms.Form):
    """An application to a campaign."""

    guarded_field = "message"

    message = BodyField(
        label="Message to the sponsor",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text="What you would make, and why your followers would care. Questions are fine.",
        error_messages={"required": "Write a few words to the sponsor."},
    )
    proposed_price_minor = MoneyField(
        label="Your price",
        min_minor=1,
        required=False,
        help_text="A starting point, not a commitment. Leave it empty to wait for an offer.",
    )


class DeclineForm(PlainForm, forms.Form):
    """Turning an influencer down."""

    decline_reason = BodyField(
        label="Reason",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": "Say why. The influencer reads it."},
    )
