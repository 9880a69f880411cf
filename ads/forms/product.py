"""The product sent along: where to, and how it travels."""

from django import forms

from accounts.forms.fields import LineField
from ads.models import Shipment
from marketplace.kernel.forms import PlainForm
from marketplace.messaging.forms import BodyField

ADDRESS_CHARS = Shipment._meta.get_field("address").max_length
TRACKING_CHARS = Shipment._meta.get_field("tracking").max_length


class StepForm(PlainForm, forms.Form):
    """A step with nothing to fill in."""

    step = forms.CharField(widget=forms.HiddenInput)


class AddressForm(StepForm):
    """Where to send the product."""

    address = BodyField(
        max_length=ADDRESS_CHARS,
        widget=forms.Textarea(attrs={"rows": 4, "autocomplete": "street-address"}),
        label="Shipping address",
        help_text="As it goes on the parcel, with name and country.",
        error_messages={"required": "Write the address as it goes on the parcel."},
    )


class SentForm(StepForm):
    """The product is on its way."""

    tracking = LineField(max_length=TRACKING_CHARS, required=False, label="Tracking number or link")
