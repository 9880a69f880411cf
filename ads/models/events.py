"""The ad's history: who moved it, when and why. Rows are only added."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from ads.workflow import State


class AdEvent(models.Model):
    """One move of an ad."""

    ad = models.ForeignKey("ads.Ad", on_delete=models.PROTECT, related_name="events")
    transition = models.CharField(max_length=20)
    from_state = models.CharField(max_length=18, choices=State.choices)
    to_state = models.CharField(max_length=18, choices=State.choices)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="Empty for the system.",
    )
    reason = models.TextField(blank=True)
    data = models.JSONField(default=dict, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["created_at", "pk"]
        indexes = [
            # The timeline of one ad.
            models.Index(fields=["ad", "created_at"], name="adevent_timeline"),
        ]

    def __str__(self) -> str:
        return f"{self.transition} of {self.ad_id}"
