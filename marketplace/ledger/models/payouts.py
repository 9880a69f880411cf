"""Payouts: withdrawals on their way to the bank."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q, Sum
from django.db.models.functions import Coalesce

from .accounts import Account, AccountKind
from .methods import PayoutBatch, PayoutMethod

if TYPE_CHECKING:
    from accounts.models import User


# Out of the wallet, not yet at the bank.
UNDER_WAY = ("requested", "in_batch")


class PayoutQuerySet(models.QuerySet["Payout"]):
    """Reads of payouts."""

    def of_user(self, user: User) -> Self:
        """Return the user's own payouts."""
        return self.filter(user=user)

    def requested(self) -> Self:
        """Return those that wait for a batch."""
        return self.filter(state=Payout.State.REQUESTED)

    def under_way(self) -> Self:
        """Return those whose money is neither at the bank nor back in the wallet."""
        return self.filter(state__in=UNDER_WAY)

    def payable(self, *, now: datetime) -> Self:
        """Return those that may go into a batch: held long enough, the owner in good standing."""
        return self.requested().in_good_standing().filter(not_before__lte=now)

    def total_minor(self) -> int:
        """Return the sum of their amounts, in minor units."""
        return int(self.aggregate(total=Coalesce(Sum("amount_minor"), 0))["total"])

    def in_good_standing(self) -> Self:
        """Return those whose owners may have money: not suspended, and owing the site nothing."""
        debts = Account.objects.of_kind(AccountKind.RECEIVABLE).filter(balance_minor__lt=0)
        return self.filter(user__suspended_at=None).exclude(user__in=debts.values("user"))


class Payout(models.Model):
    """One withdrawal, paid by a person outside this site and confirmed here."""

    class State(models.TextChoices):
        REQUESTED = "requested", "Requested"
        IN_BATCH = "in_batch", "Being paid"
        PAID = "paid", "Paid"
        FAILED = "failed", "Failed"
        CANCELLED = "cancelled", "Cancelled"

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="payouts"
    )
    amount_minor = models.BigIntegerField("amount")
    # As its owner reads it; account numbers are shortened. The whole ones are in the method.
    destination = models.CharField("pay to", max_length=200)
    # Payouts asked for before methods existed have none.
    method = models.ForeignKey(
        PayoutMethod, on_delete=models.PROTECT, null=True, blank=True, related_name="payouts"
    )
    batch = models.ForeignKey(
        PayoutBatch, on_delete=models.PROTECT, null=True, blank=True, related_name="payouts"
    )
    state = models.CharField(max_length=12, choices=State.choices, default=State.REQUESTED)
    # Of the request: asking again with the same one finds this payout.
    reference = models.CharField(max_length=80, unique=True)
    requested_at = models.DateTimeField()
    # New payout details are held for a while before money goes there.
    not_before = models.DateTimeField()
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
                condition=Q(state__in=["requested", "in_batch", "paid", "failed", "cancelled"]),
                name="payout_state_known",
            ),
            # A payout is settled exactly when it is no longer under way.
            models.CheckConstraint(
                condition=Q(state__in=UNDER_WAY, settled_at=None)
                | (~Q(state__in=UNDER_WAY) & Q(settled_at__isnull=False)),
                name="payout_settled_when_over",
            ),
            # What is being paid is in the file that the bank gets; what is not, is in none.
            models.CheckConstraint(
                condition=~Q(state="in_batch") | Q(batch__isnull=False),
                name="payout_paid_in_batch",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["requested", "cancelled"]) | Q(batch=None),
                name="payout_unpaid_in_no_batch",
            ),
            models.CheckConstraint(
                condition=Q(not_before__gte=F("requested_at")),
                name="payout_not_before_request",
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
