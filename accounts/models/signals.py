"""Signals: named automatic suspicions with their evidence, for moderators to look at."""

from typing import Any, NoReturn

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone


class SignalQuerySet(models.QuerySet["Signal"]):
    """Reads of signals."""

    def open(self) -> "SignalQuerySet":
        """Return those no moderator has looked at."""
        return self.filter(reviewed_at=None)


class Signal(models.Model):
    """One suspicion about one user. It decides nothing; a moderator reads it."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="signals"
    )
    kind = models.CharField(max_length=30, help_text="A name from the registry of kinds.")
    evidence = models.JSONField(default=dict, help_text="What was seen, as it was then.")
    url = models.CharField(max_length=200, blank=True, help_text="The page that shows where.")
    # Whatever raises a signal twice for the same thing raises one.
    dedup_key = models.CharField(max_length=120, unique=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    reviewed_at = models.DateTimeField(null=True, blank=True)
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    note = models.TextField(blank=True, help_text="What the moderator made of it.")

    objects = SignalQuerySet.as_manager()

    class Meta:
        constraints = [
            # A review has a moment and a moderator, or there was none and nothing was noted.
            models.CheckConstraint(
                condition=Q(reviewed_at=None, reviewed_by=None, note="")
                | Q(reviewed_at__isnull=False, reviewed_by__isnull=False),
                name="signal_reviewed_whole",
            ),
            models.CheckConstraint(condition=~Q(kind=""), name="signal_has_kind"),
        ]
        indexes = [
            # The moderators' queue.
            models.Index(
                fields=["-created_at"], condition=Q(reviewed_at=None), name="signal_open_newest"
            ),
            # A user's file, newest first.
            models.Index(fields=["user", "-created_at"], name="signal_user_newest"),
        ]

    def __str__(self) -> str:
        return f"Signal {self.pk} about {self.user}"

    @property
    def is_reviewed(self) -> bool:
        """Whether a moderator has looked at it."""
        return self.reviewed_at is not None

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Raise: evidence is kept."""
        raise TypeError("Signals are kept.")
