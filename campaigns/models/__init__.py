"""Campaigns and who is interested in them."""

from campaigns.models.campaigns import Campaign, CampaignVersion, SavedCampaign
from campaigns.models.interests import Interest

__all__ = ["Campaign", "CampaignVersion", "Interest", "SavedCampaign"]
