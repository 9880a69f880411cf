"""What moderators did to an account, and why. Rows are only added."""

from django.conf import settings
from django.db import models
from django.utils import timezone


class AccountEvent(models.Model):
    """One decision about a user."""

    class Kind(models.TextChoices):
        VERIFIED = "verified", "Sponsor verified"
        REJECTED = "rejected", "Verification refused"
        SUSPENDED = "suspended", "Suspended"
        REINSTATED = "reinstated", "Reinstated"

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="account_events"
    )
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="Empty for the system.",
    )
    kind = models.CharField(max_length=12, choices=Kind.choices)
    reason = models.TextField(blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["-created_at", "-pk"]
        indexes = [
            # A user's file, newest first.
            models.Index(fields=["user", "-created_at"], name="accountevent_user_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.user}"
