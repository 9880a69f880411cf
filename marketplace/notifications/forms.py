"""Which mails a person wants."""

from django import forms

from marketplace.kernel.forms import PlainForm
from marketplace.notifications.models import NotificationPreference

HOURS = [(hour, f"{hour:02d}:00") for hour in range(24)]


class PreferenceForm(PlainForm, forms.ModelForm):
    """The switches and the hour of the digest."""

    fieldsets = [
        ("As things happen", ["is_instant_on"]),
        ("Summaries", ["is_digest_on", "digest_hour", "is_monthly_on"]),
    ]
    digest_hour = forms.TypedChoiceField(
        label="Time of the daily digest",
        choices=HOURS,
        coerce=int,
        help_text="On your own clock; your time zone is part of your profile.",
    )

    class Meta:
        model = NotificationPreference
        fields = ("is_instant_on", "is_digest_on", "digest_hour", "is_monthly_on")
        labels = {
            "is_instant_on": "Write to me when something needs me",
            "is_digest_on": "Daily digest",
            "is_monthly_on": "Monthly report",
        }
        help_texts = {
            "is_instant_on": "Offers, answers, messages and deadlines. Each mail once.",
            "is_digest_on": "What waits for you, once a day; nothing waiting means no mail.",
            "is_monthly_on": "For sponsors: campaigns, spend and budgets, early each month.",
        }
