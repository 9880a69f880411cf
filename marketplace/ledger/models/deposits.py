"""Deposits: payments from outside, made through django-payments."""

from __future__ import annotations

import logging
from datetime import datetime
from typing import TYPE_CHECKING, Any, Self

from django.conf import settings
from django.db import models, transaction
from django.db.models import F, Q
from django.urls import reverse
from payments import PaymentStatus, PurchasedItem
from payments.models import BasePayment

from marketplace.kernel.money import to_major

from ..limits import CHECKOUT_LIFE

if TYPE_CHECKING:
    from accounts.models import User

logger = logging.getLogger(__name__)

DUMMY_VARIANT = "dummy"
# With these the provider is done with a payment.
OVER_STATUSES = (
    PaymentStatus.REJECTED,
    PaymentStatus.ERROR,
    PaymentStatus.CANCELLED,
    PaymentStatus.REFUNDED,
)
# Columns a provider never writes by saving the whole row, which may be a stale copy.
GUARDED_FIELDS = frozenset(
    {
        "status",
        "credited_at",
        "charged_back_minor",
        "charged_back_at",
        "user",
        "amount_minor",
        "form_key",
        "token",
    }
)


class DepositQuerySet(models.QuerySet["Deposit"]):
    """Reads of deposits."""

    def of_user(self, user: User) -> Self:
        """Return the user's own deposits."""
        return self.filter(user=user)

    def credited(self) -> Self:
        """Return those whose money is in the wallet."""
        return self.filter(credited_at__isnull=False)

    def payable(self, *, now: datetime) -> Self:
        """Return those that can still be paid: not over, and the page to pay on not expired.

        That page is made after the deposit is, and noted in its row at once.
        """
        live = self.filter(credited_at=None, modified__gt=now - CHECKOUT_LIFE)
        return live.exclude(status__in=OVER_STATUSES)


class Deposit(BasePayment):
    """One payment into a wallet. django-payments moves its status, our action the money."""

    status: str  # of BasePayment, which has no types

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    amount_minor = models.BigIntegerField("amount")
    credited_at = models.DateTimeField(null=True, blank=True, editable=False)
    # What the provider took back so far, and when it last did.
    charged_back_minor = models.BigIntegerField("taken back", default=0, editable=False)
    charged_back_at = models.DateTimeField(null=True, blank=True, editable=False)
    # Of the form it was started from: sending that form again finds this deposit.
    form_key = models.UUIDField(unique=True, editable=False)

    objects = DepositQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(amount_minor__gt=0), name="deposit_amount_positive"),
            # The token names the transfer, so two payments sharing one would share the money.
            models.UniqueConstraint(fields=["token"], name="deposit_token_unique"),
            # What the provider calls a payment is one deposit: refunds and disputes name it so.
            models.UniqueConstraint(
                fields=["variant", "transaction_id"],
                condition=~Q(transaction_id=""),
                name="deposit_transaction_unique",
            ),
            # Law: only a confirmed payment is credited (and may be charged back later).
            models.CheckConstraint(
                condition=Q(credited_at=None)
                | Q(status__in=[PaymentStatus.CONFIRMED, PaymentStatus.REFUNDED]),
                name="deposit_credited_when_confirmed",
            ),
            # Law: no more is taken back than was paid in, and nothing before it was.
            models.CheckConstraint(
                condition=Q(charged_back_minor=0)
                | Q(
                    charged_back_minor__gt=0,
                    charged_back_minor__lte=F("amount_minor"),
                    credited_at__isnull=False,
                    charged_back_at__isnull=False,
                ),
                name="deposit_charged_back_within_amount",
            ),
        ]

    def __str__(self) -> str:
        return f"Deposit {self.pk}"

    @property
    def reference(self) -> str:
        """The reference of the transfer that credits this deposit."""
        return f"deposit:{self.token}"

    @property
    def is_credited(self) -> bool:
        """Whether the money is in the wallet."""
        return self.credited_at is not None

    @property
    def is_over(self) -> bool:
        """Whether the provider is done with this payment, well or badly."""
        return self.is_credited or self.status in OVER_STATUSES

    @property
    def payable_until(self) -> datetime:
        """Until when a deposit that is not over can be paid, at the latest."""
        modified: datetime = self.modified
        return modified + CHECKOUT_LIFE

    def save(self, **kwargs: Any) -> None:
        """Save; a provider's whole-row save leaves status, owner and money columns alone."""
        if not self._state.adding and kwargs.get("update_fields") is None:
            kwargs["update_fields"] = [
                field.name
                for field in self._meta.concrete_fields
                if not field.primary_key and field.name not in GUARDED_FIELDS
            ]
        super().save(**kwargs)

    def change_status(self, status: PaymentStatus | str, message: str = "") -> None:
        """Take a status from the provider, under the row's lock.

        Unknown words are ignored, and once the money is credited so is everything: a late or
        repeated callback changes nothing, and what is taken back goes through
        `charge_back_deposit`.
        """
        with transaction.atomic():
            current = Deposit.objects.select_for_update().get(pk=self.pk)
            self.status, self.credited_at = current.status, current.credited_at
            known = status in dict(PaymentStatus.CHOICES)
            if not known or self.is_credited:
                logger.warning("Deposit %s keeps %r, not %r", self.pk, self.status, status)
                return
            super().change_status(status, message)

    def get_purchased_items(self) -> list[PurchasedItem]:
        """Return the one thing bought: money in the wallet."""
        return [
            PurchasedItem(
                name=f"Deposit to your {settings.SITE_NAME} wallet",
                quantity=1,
                price=to_major(self.amount_minor),
                currency=self.currency,
                sku="deposit",
            )
        ]

    def get_success_url(self) -> str:
        """Return where the provider sends the visitor afterwards, whatever the outcome."""
        path = reverse("ledger:deposit_return", args=[self.token])
        # The dummy provider redirects the browser itself, so a path keeps the visitor on the
        # host they came by; providers elsewhere need the whole address.
        return path if self.variant == DUMMY_VARIANT else f"{settings.SITE_URL}{path}"

    def get_failure_url(self) -> str:
        """Return the same page: it reads the outcome from the row, not from the address."""
        return self.get_success_url()
