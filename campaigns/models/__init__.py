"""Campaigns, what they said over time, who is interested in them and who saved them."""

from campaigns.models.campaigns import Campaign
from campaigns.models.interests import Interest
from campaigns.models.saves import SavedCampaign
from campaigns.models.versions import CampaignVersion

__all__ = ["Campaign", "CampaignVersion", "Interest", "SavedCampaign"]
