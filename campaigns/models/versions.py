"""What a campaign said over time."""

from typing import Any, NoReturn

from django.conf import settings
from django.db import models
from django.utils import timezone

from campaigns.models.campaigns import Campaign


class CampaignVersion(models.Model):
    """What a campaign said after one change. Rows are only added: terms never change quietly."""

    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    content = models.JSONField()
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["-number"]
        constraints = [
            # Versions are counted, without gaps or doubles.
            models.UniqueConstraint(
                fields=["campaign", "number"], name="campaignversion_number_unique"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.campaign}, version {self.number}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Add the row; raise TypeError for one that exists."""
        if not self._state.adding:
            raise TypeError("Campaign versions are only added.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Raise: history is not deleted."""
        raise TypeError("Campaign versions are only added.")
