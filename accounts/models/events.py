"""What moderators did to an account, and why. Rows are only added."""

from typing import Any, NoReturn

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone


class AccountEventQuerySet(models.QuerySet["AccountEvent"]):
    """Reads of account events; there is no other write than adding one."""

    def update(self, **kwargs: Any) -> NoReturn:
        """Raise: history is not rewritten."""
        raise TypeError("Account events are only added.")

    def delete(self) -> NoReturn:
        """Raise: history is not deleted."""
        raise TypeError("Account events are only added.")


class AccountEvent(models.Model):
    """One decision about a user."""

    class Kind(models.TextChoices):
        VERIFIED = "verified", "Sponsor verified"
        REJECTED = "rejected", "Verification refused"
        SUSPENDED = "suspended", "Suspended"
        REINSTATED = "reinstated", "Reinstated"
        ANONYMISED = "anonymised", "Account deleted"

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

    objects = AccountEventQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [
            # Who takes something away, or gives it back, says why.
            models.CheckConstraint(
                condition=Q(kind__in=["verified", "anonymised"]) | ~Q(reason=""),
                name="accountevent_has_reason",
            ),
        ]
        indexes = [
            # A user's file, newest first.
            models.Index(fields=["user", "-created_at"], name="accountevent_user_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.user}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Add the row; raise TypeError for one that exists."""
        if not self._state.adding:
            raise TypeError("Account events are only added.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Raise: history is not deleted."""
        raise TypeError("Account events are only added.")
