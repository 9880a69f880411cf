"""Where an ad begins: which campaign it belongs to."""

from typing import Any, cast

from django import forms
from django.db.models import QuerySet

from campaigns.models import Campaign
from marketplace.kernel.forms import PlainForm
from marketplace.kernel.money import format_money


class CampaignField(forms.ModelChoiceField):
    """A choice of campaigns that shows what each has left."""

    def label_from_instance(self, campaign: Campaign) -> str:
        """Return title and free budget."""
        return f"{campaign.title} · {format_money(campaign.free_minor)} free"


class ChooseCampaignForm(PlainForm, forms.Form):
    """Choose one of one's own campaigns."""

    campaign = CampaignField(
        queryset=Campaign.objects.none(),
        label="Which campaign is it for",
        empty_label=None,
        error_messages={"invalid_choice": "This campaign takes no new ads. Choose another one."},
    )

    def __init__(self, *args: Any, campaigns: "QuerySet[Campaign]", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast("CampaignField", self.fields["campaign"]).queryset = campaigns
