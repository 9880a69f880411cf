"""Holds: released money that its owner cannot withdraw yet."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q, Sum
from django.db.models.functions import Coalesce

from .accounts import Account
from .transfers import Transfer

if TYPE_CHECKING:
    from accounts.models import User


class HoldQuerySet(models.QuerySet["Hold"]):
    """Reads of holds."""

    def of_user(self, user: User) -> Self:
        """Return the user's own holds."""
        return self.filter(account__user=user)

    def paid_by(self, user: User) -> Self:
        """Return those whose money came out of escrows that the user ever funded."""
        return self.filter(release__debit_account__in=Account.objects.escrows_funded_by(user))

    def waiting(self) -> Self:
        """Return those with money left in them, frozen or not."""
        return self.filter(cleared_at=None, reversed_at=None, taken_minor__lt=F("amount_minor"))

    def due(self, *, now: datetime) -> Self:
        """Return those that clear by `now`; a frozen one does not."""
        return self.waiting().filter(frozen_at=None, clears_at__lte=now)

    def oldest_due_at(self, now: datetime) -> datetime | None:
        """Return since when the longest-waiting hold should have cleared; None if none should."""
        due = self.due(now=now).order_by("clears_at")
        return due.values_list("clears_at", flat=True).first()

    def total_minor(self) -> int:
        """Return the sum of what is left in them, in minor units."""
        left = Sum(F("amount_minor") - F("taken_minor"))
        return int(self.aggregate(total=Coalesce(left, 0))["total"])


class Hold(models.Model):
    """One release on its way to the wallet."""

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="holds")
    amount_minor = models.BigIntegerField("amount")
    # What paid a debt of the owner before it could clear.
    taken_minor = models.BigIntegerField("taken", default=0)
    # The transfer that put the money here, and the one that took it to the wallet.
    release = models.OneToOneField(Transfer, on_delete=models.PROTECT, related_name="hold")
    clearing = models.OneToOneField(
        Transfer, on_delete=models.PROTECT, null=True, blank=True, related_name="cleared_hold"
    )
    clears_at = models.DateTimeField()
    cleared_at = models.DateTimeField(null=True, blank=True)
    # When the whole release was reversed, before or after it cleared.
    reversed_at = models.DateTimeField(null=True, blank=True)
    frozen_at = models.DateTimeField(null=True, blank=True)
    frozen_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="frozen_holds",
    )
    frozen_reason = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = HoldQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(amount_minor__gt=0), name="hold_amount_positive"),
            models.CheckConstraint(
                condition=Q(taken_minor__gte=0, taken_minor__lte=F("amount_minor")),
                name="hold_taken_within_amount",
            ),
            # Law: a cleared hold names the transfer that cleared it, and no other does.
            models.CheckConstraint(
                condition=Q(cleared_at=None, clearing=None)
                | Q(cleared_at__isnull=False, clearing__isnull=False),
                name="hold_cleared_by_transfer",
            ),
            # Nothing is frozen without a name and a reason.
            models.CheckConstraint(
                condition=Q(frozen_at=None, frozen_by=None, frozen_reason="")
                | (Q(frozen_at__isnull=False, frozen_by__isnull=False) & ~Q(frozen_reason="")),
                name="hold_frozen_with_reason",
            ),
            models.CheckConstraint(
                condition=Q(cleared_at=None) | Q(frozen_at=None), name="hold_frozen_never_clears"
            ),
        ]
        indexes = [
            # The sweep that clears what is due.
            models.Index(
                fields=["clears_at"],
                condition=Q(cleared_at=None, frozen_at=None, reversed_at=None),
                name="hold_due",
            ),
        ]

    def __str__(self) -> str:
        return f"Hold {self.pk}"

    @property
    def owner(self) -> User | None:
        """Whose money it is; a hold account always has a user."""
        return self.account.user

    @property
    def left_minor(self) -> int:
        """What is still to clear, in minor units, unless it cleared or was reversed."""
        return self.amount_minor - self.taken_minor

    @property
    def is_frozen(self) -> bool:
        """Whether a moderator keeps this money from clearing."""
        return self.frozen_at is not None
