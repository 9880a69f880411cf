"""Forms: what is typed, checked at the field."""

from campaigns.forms.browsing import BrowseForm
from campaigns.forms.campaigns import CampaignForm
from campaigns.forms.interests import DeclineForm, InterestForm

__all__ = ["BrowseForm", "CampaignForm", "DeclineForm", "InterestForm"]
