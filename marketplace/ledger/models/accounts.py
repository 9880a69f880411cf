"""Accounts: places money is at. The balance is credits less debits, in minor units."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q, Sum
from django.db.models.functions import Coalesce

if TYPE_CHECKING:
    from accounts.models import User


class AccountKind(models.TextChoices):
    """What an account stands for."""

    EXTERNAL = "external", "Outside world"
    WALLET = "wallet", "Wallet"
    ESCROW = "escrow", "Escrow"
    HOLD = "hold", "On hold"
    PAYOUT = "payout", "Payout under way"
    RECEIVABLE = "receivable", "Owed by the user"
    FEES = "fees", "Fees"


# Money that is really there: these accounts never fall below zero.
FLOORED_KINDS = (AccountKind.WALLET, AccountKind.ESCROW, AccountKind.HOLD, AccountKind.PAYOUT)
# One of each per user.
USER_KINDS = (
    AccountKind.WALLET,
    AccountKind.HOLD,
    AccountKind.PAYOUT,
    AccountKind.RECEIVABLE,
)
# One of each per site.
SITE_KINDS = (AccountKind.EXTERNAL, AccountKind.FEES)


class AccountQuerySet(models.QuerySet["Account"]):
    """Reads of accounts."""

    def of_kind(self, kind: AccountKind) -> Self:
        """Return the accounts of one kind."""
        return self.filter(kind=kind)

    def of_user(self, user: User) -> Self:
        """Return the user's own accounts."""
        return self.filter(user=user)

    def escrows_funded_by(self, user: User) -> Self:
        """Return the escrow accounts that were ever funded from the user's wallet."""
        # A subquery, not a join: an escrow funded twice would be counted twice.
        wallets = self.model._default_manager.filter(kind=AccountKind.WALLET, user=user)
        paid = wallets.values("outgoing__credit_account")
        return self.filter(kind=AccountKind.ESCROW, pk__in=paid)

    def total_minor(self) -> int:
        """Return the sum of the balances, in minor units."""
        total = self.aggregate(total=Coalesce(Sum("balance_minor"), 0))["total"]
        return int(total)


class Account(models.Model):
    """One place money is at. Its counters move only through `actions.postings`."""

    kind = models.CharField(max_length=12, choices=AccountKind.choices)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="ledger_accounts",
    )
    debits_minor = models.BigIntegerField("money out", default=0)
    credits_minor = models.BigIntegerField("money in", default=0)
    balance_minor = models.GeneratedField(
        expression=F("credits_minor") - F("debits_minor"),
        output_field=models.BigIntegerField(),
        db_persist=True,
        verbose_name="balance",
    )
    created_at = models.DateTimeField(auto_now_add=True)

    objects = AccountQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=AccountKind.values), name="account_kind_known"
            ),
            # Law: no account that holds money is below zero.
            models.CheckConstraint(
                condition=~Q(kind__in=FLOORED_KINDS) | Q(credits_minor__gte=F("debits_minor")),
                name="account_not_below_floor",
            ),
            # Counters only grow, so they never start or fall below zero.
            models.CheckConstraint(
                condition=Q(debits_minor__gte=0, credits_minor__gte=0),
                name="account_counters_not_negative",
            ),
            # A wallet without a user, or a user's fee account, would belong to nobody.
            models.CheckConstraint(
                condition=Q(kind__in=USER_KINDS, user__isnull=False)
                | (~Q(kind__in=USER_KINDS) & Q(user__isnull=True)),
                name="account_user_as_kind_demands",
            ),
            # One wallet, hold, payout and receivable account per user.
            models.UniqueConstraint(
                fields=["user", "kind"],
                condition=Q(user__isnull=False),
                name="account_one_per_user_and_kind",
            ),
            # One outside world, one fee account.
            models.UniqueConstraint(
                fields=["kind"], condition=Q(kind__in=SITE_KINDS), name="account_one_per_site"
            ),
        ]
        indexes = [
            # Sums per kind: the console's summary.
            models.Index(fields=["kind"], name="account_kind"),
        ]

    def __str__(self) -> str:
        if self.user_id is not None:
            return f"{self.get_kind_display()} of {self.user}"
        return f"{self.get_kind_display()} {self.pk}"

    @property
    def is_floored(self) -> bool:
        """Whether the balance must not fall below zero."""
        return self.kind in FLOORED_KINDS

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Refuse: what money touched stays."""
        raise TypeError("Ledger accounts are never deleted.")
