"""Payouts: withdrawals on their way to the bank."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import Q

if TYPE_CHECKING:
    from accounts.models import User


class PayoutQuerySet(models.QuerySet["Payout"]):
    """Reads of payouts."""

    def of_user(self, user: User) -> Self:
        """Return the user's own payouts."""
        return self.filter(user=user)

    def requested(self) -> Self:
        """Return those still under way."""
        return self.filter(state=Payout.State.REQUESTED)


class Payout(models.Model):
    """One withdrawal, paid by a person outside this site and confirmed here."""

    class State(models.TextChoices):
        REQUESTED = "requested", "Requested"
        PAID = "paid", "Paid"
        FAILED = "failed", "Failed"
        CANCELLED = "cancelled", "Cancelled"

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="payouts"
    )
    amount_minor = models.BigIntegerField("amount")
    destination = models.CharField("pay to", max_length=200)
    state = models.CharField(max_length=12, choices=State.choices, default=State.REQUESTED)
    # Of the request: asking again with the same one finds this payout.
    reference = models.CharField(max_length=80, unique=True)
    requested_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="settled_payouts",
    )
    note = models.CharField(max_length=300, blank=True)

    objects = PayoutQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(amount_minor__gt=0), name="payout_amount_positive"),
            models.CheckConstraint(
                condition=Q(state__in=["requested", "paid", "failed", "cancelled"]),
                name="payout_state_known",
            ),
            # A payout is settled exactly when it is no longer under way.
            models.CheckConstraint(
                condition=Q(state="requested", settled_at=None)
                | (~Q(state="requested") & Q(settled_at__isnull=False)),
                name="payout_settled_when_over",
            ),
            # Who was not paid is told why.
            models.CheckConstraint(
                condition=~Q(state="failed") | ~Q(note=""), name="payout_failed_with_note"
            ),
        ]
        indexes = [
            # The moderators' list of what is to be paid, oldest first, and a user's own.
            models.Index(fields=["state", "requested_at"], name="payout_by_state"),
            models.Index(fields=["user", "-requested_at"], name="payout_of_user"),
        ]

    def __str__(self) -> str:
        return f"Payout {self.pk}"

    @property
    def owner(self) -> User:
        """Whose money it is."""
        return self.user
