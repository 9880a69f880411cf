"""Campaigns that influencers keep an eye on."""

from django.db import models
from django.utils import timezone

from accounts.models import InfluencerProfile
from campaigns.models.campaigns import Campaign


class SavedCampaign(models.Model):
    """A campaign an influencer keeps an eye on."""

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="saves")
    influencer = models.ForeignKey(
        InfluencerProfile, on_delete=models.CASCADE, related_name="saved_campaigns"
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        constraints = [
            # Saved is saved.
            models.UniqueConstraint(
                fields=["campaign", "influencer"], name="savedcampaign_once_per_influencer"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.influencer} saved {self.campaign}"
