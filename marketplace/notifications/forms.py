"""Which mails a person wants."""

from typing import TYPE_CHECKING, Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Field, Fieldset, Layout
from django import forms

from marketplace.kernel.forms import PlainForm
from marketplace.notifications.models import NotificationPreference
from marketplace.notifications.topics import Choice, Summary, Topic, what_it_holds

if TYPE_CHECKING:
    from accounts.models import User

HOURS = [(hour, f"{hour:02d}:00") for hour in range(24)]


def _switch(name: str) -> Field:
    return Field(name, template="bootstrap5/layout/switch.html")


class PreferenceForm(PlainForm, forms.ModelForm):
    """The master switch, a choice about each topic, and the summaries of the reader's role."""

    digest_hour = forms.TypedChoiceField(
        label="Time of the daily digest", choices=HOURS, coerce=int, help_text="On your own clock."
    )

    class Meta:
        model = NotificationPreference
        fields = (
            "is_mail_on",
            *(topic.value for topic in Topic),
            "is_digest_on",
            "digest_hour",
            "is_monthly_on",
        )
        labels = {
            "is_mail_on": "Mail me",
            "is_digest_on": "Send me the daily digest",
            "is_monthly_on": "Send me the monthly report",
        }
        help_texts = {
            "is_mail_on": "Switched off, you get no mail but what is always sent. Your choices "
            "below are kept.",
            "is_digest_on": "What waits for you, and what happened in topics set to daily. Nothing "
            "to tell means no mail. Without the digest, those topics are told in the site only.",
            "is_monthly_on": "Campaigns, spend and budgets of the month before, on the first in "
            "the morning.",
        }

    def __init__(self, *args: Any, user: "User", **kwargs: Any) -> None:
        """`user` has a role: it decides what a topic holds, and who gets a monthly report."""
        super().__init__(*args, **kwargs)
        for topic in Topic:
            self.fields[topic.value] = forms.TypedChoiceField(
                label=topic.label,
                choices=Choice.choices,
                coerce=Choice,
                widget=forms.RadioSelect,
                help_text=what_it_holds(topic, user),
            )
        if not user.is_sponsor:
            del self.fields["is_monthly_on"]

    @property
    def choices(self) -> dict[Topic, Choice]:
        """The choice about each topic, of a valid form."""
        return {topic: self.cleaned_data[topic.value] for topic in Topic}

    @property
    def helper(self) -> FormHelper:
        """How crispy shows this form; each topic and summary has its name as the place to link."""
        helper = super().helper
        rows = [
            Div(Field(topic.value, wrapper_class="choice-row"), css_id=topic.value)
            for topic in Topic
        ]
        summaries = [
            Div(_switch("is_digest_on"), "digest_hour", css_id=Summary.DIGEST.value),
        ]
        if "is_monthly_on" in self.fields:
            summaries.append(Div(_switch("is_monthly_on"), css_id=Summary.MONTHLY.value))
        helper.layout = Layout(
            Fieldset("All mail", _switch("is_mail_on"), css_class="form-section"),
            Fieldset("When something happens", *rows, css_class="form-section choice-rows"),
            Fieldset("Summaries", *summaries, css_class="form-section"),
        )
        return helper
