"""The rating at the end, and the one answer to it."""

from typing import Any

from django import forms

from ads.axes import AXES
from ads.workflow import Side
from marketplace.kernel.forms import PlainForm

STARS = (
    (5, "5 – excellent"),
    (4, "4 – good"),
    (3, "3 – fine"),
    (2, "2 – poor"),
    (1, "1 – bad"),
)


def _stars_field() -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        choices=STARS,
        coerce=int,
        widget=forms.RadioSelect,
        error_messages=dict.fromkeys(("required", "invalid_choice"), "Choose 1 to 5 stars."),
    )


class RatingForm(PlainForm, forms.Form):
    """Stars on each axis and words about the other side."""

    quality_stars = _stars_field()
    communication_stars = _stars_field()
    timeliness_stars = _stars_field()
    text = forms.CharField(
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        label="In your words",
        help_text="Everybody can read it on the profile once ratings are published.",
    )
    private_note = forms.CharField(
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        label="Note to the moderators",
        help_text="Only the moderators read it. It is never shown to the other side.",
    )

    def __init__(self, *args: Any, rated: Side, **kwargs: Any) -> None:
        """`rated` is the side that is judged: it decides what the axes are called."""
        super().__init__(*args, **kwargs)
        for name, labels in AXES.items():
            self.fields[name].label = labels[rated]


class ReplyForm(PlainForm, forms.Form):
    """The one answer of who was rated."""

    reply = forms.CharField(
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        label="Your answer",
        help_text="Everybody reads it under the rating. It cannot be changed later.",
        error_messages={"required": "Write something first."},
    )
