"""Where payouts go, and the batches they are paid in."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q

if TYPE_CHECKING:
    from accounts.models import User


class PayoutMethodQuerySet(models.QuerySet["PayoutMethod"]):
    """Reads of payout methods."""

    def of_user(self, user: User) -> Self:
        """Return the user's own methods, former ones too."""
        return self.filter(user=user)

    def current(self) -> Self:
        """Return those in use."""
        return self.filter(retired_at=None)


class PayoutMethod(models.Model):
    """A bank account, or another way to be paid. It never changes: a change is a new row."""

    class Kind(models.TextChoices):
        IBAN = "iban", "Bank account with IBAN"
        OTHER = "other", "Another way"

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="payout_methods"
    )
    kind = models.CharField(max_length=8, choices=Kind.choices)
    holder = models.CharField("account holder", max_length=70)
    iban = models.CharField("IBAN", max_length=34, blank=True)
    bic = models.CharField("BIC", max_length=11, blank=True)
    # How to pay where there is no IBAN, in the user's words.
    details = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField()
    # Money goes there from then on: the owner has been told and had time to object.
    usable_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True, blank=True)

    objects = PayoutMethodQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="iban", details="") & ~Q(iban="")
                | Q(kind="other", iban="", bic="") & ~Q(details=""),
                name="payout_method_as_kind_demands",
            ),
            models.CheckConstraint(condition=~Q(holder=""), name="payout_method_has_holder"),
            models.CheckConstraint(
                condition=Q(usable_at__gte=F("created_at")), name="payout_method_usable_later"
            ),
            # One in use per user.
            models.UniqueConstraint(
                fields=["user"],
                condition=Q(retired_at=None),
                name="payout_method_one_current_per_user",
            ),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def owner(self) -> User:
        """Whose account it is."""
        return self.user

    @property
    def label(self) -> str:
        """The method as pages and mails show it, without the whole account number."""
        if self.kind == self.Kind.IBAN:
            return f"{self.holder}, IBAN {self.iban[:2]}… {self.iban[-4:]}"
        return f"{self.holder}, {self.details}"[:200]

    def is_usable(self, *, now: datetime) -> bool:
        """Whether money may go there at `now`."""
        return self.retired_at is None and self.usable_at <= now


class PayoutBatch(models.Model):
    """Payouts that are paid together: the file that a moderator hands to the bank."""

    kind = models.CharField(max_length=8, choices=PayoutMethod.Kind.choices)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="payout_batches"
    )
    # When its file was first made. From then on the bank may have it, so it never changes.
    handed_out_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name_plural = "payout batches"
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=["iban", "other"]), name="payout_batch_kind_known"
            ),
        ]

    def __str__(self) -> str:
        return f"Batch {self.pk}"
