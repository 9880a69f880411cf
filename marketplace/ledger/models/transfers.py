"""Transfers: one debit, one credit, one amount, only ever added."""

from __future__ import annotations

from typing import Any, Self

from django.db import models
from django.db.models import Case, F, Q, Subquery, When
from django.utils import timezone

from .accounts import Account, AccountKind


class TransferKind(models.TextChoices):
    """Why money moved."""

    DEPOSIT = "deposit", "Deposit"
    FUND = "fund", "Funding of an escrow"
    RELEASE = "release", "Release from escrow"
    FEE = "fee", "Fee"
    CLEAR = "clear", "Hold cleared"
    REFUND = "refund", "Refund from escrow"
    WITHDRAW = "withdraw", "Withdrawal"
    PAY_OUT = "pay_out", "Payout paid"
    PAYOUT_RETURN = "payout_return", "Payout returned"
    OPENING = "opening", "Opening balance"
    CHARGEBACK = "chargeback", "Payment taken back"
    REINSTATE = "reinstate", "Payment given back again"
    TAKE = "take", "Hold taken for a debt"
    OWE = "owe", "Booked as owed"
    REPAY = "repay", "Debt repaid"
    COLLECT = "collect", "Fees collected"


# Which kind of account each kind of transfer takes from and gives to.
ROUTES: dict[TransferKind, tuple[AccountKind, AccountKind]] = {
    TransferKind.DEPOSIT: (AccountKind.EXTERNAL, AccountKind.WALLET),
    TransferKind.FUND: (AccountKind.WALLET, AccountKind.ESCROW),
    TransferKind.RELEASE: (AccountKind.ESCROW, AccountKind.HOLD),
    TransferKind.FEE: (AccountKind.ESCROW, AccountKind.FEES),
    TransferKind.CLEAR: (AccountKind.HOLD, AccountKind.WALLET),
    TransferKind.REFUND: (AccountKind.ESCROW, AccountKind.WALLET),
    TransferKind.WITHDRAW: (AccountKind.WALLET, AccountKind.PAYOUT),
    TransferKind.PAY_OUT: (AccountKind.PAYOUT, AccountKind.EXTERNAL),
    TransferKind.PAYOUT_RETURN: (AccountKind.PAYOUT, AccountKind.WALLET),
    TransferKind.OPENING: (AccountKind.EXTERNAL, AccountKind.WALLET),
    TransferKind.CHARGEBACK: (AccountKind.WALLET, AccountKind.EXTERNAL),
    TransferKind.REINSTATE: (AccountKind.EXTERNAL, AccountKind.WALLET),
    TransferKind.TAKE: (AccountKind.HOLD, AccountKind.WALLET),
    TransferKind.OWE: (AccountKind.RECEIVABLE, AccountKind.WALLET),
    TransferKind.REPAY: (AccountKind.WALLET, AccountKind.RECEIVABLE),
    TransferKind.COLLECT: (AccountKind.FEES, AccountKind.EXTERNAL),
}


class TransferQuerySet(models.QuerySet["Transfer"]):
    """Reads of transfers; whole-set changes are refused as single ones are."""

    def touching(self, account: Account) -> Self:
        """Return what `account` received or gave, each with `signed_minor` as it sees it."""
        return self.filter(Q(debit_account=account) | Q(credit_account=account)).annotate(
            signed_minor=Case(
                When(credit_account=account, then=F("amount_minor")),
                default=-F("amount_minor"),
                output_field=models.BigIntegerField(),
            )
        )

    def with_balance_now(self, account: Account) -> Self:
        """Annotate `balance_now_minor`, read together with the rows: no transfer between them."""
        current = Account.objects.filter(pk=account.pk).values("balance_minor")
        return self.annotate(balance_now_minor=Subquery(current))

    def update(self, **kwargs: Any) -> int:
        """Refuse: a transfer never changes."""
        raise TypeError("Transfers are only ever added; reverse a wrong one.")

    def delete(self) -> tuple[int, dict[str, int]]:
        """Refuse: a transfer never goes away."""
        raise TypeError("Transfers are only ever added; reverse a wrong one.")


class Transfer(models.Model):
    """One movement of money from the debit account to the credit account."""

    debit_account = models.ForeignKey(
        Account, on_delete=models.PROTECT, related_name="outgoing", db_index=False
    )
    credit_account = models.ForeignKey(
        Account, on_delete=models.PROTECT, related_name="incoming", db_index=False
    )
    amount_minor = models.BigIntegerField("amount")
    kind = models.CharField(max_length=16, choices=TransferKind.choices)
    # What the transfer is for, such as "ad:7:fund": posting it again moves nothing.
    reference = models.CharField(max_length=100, unique=True)
    reversal_of = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="reversed_by"
    )
    created_at = models.DateTimeField(default=timezone.now)

    objects = TransferQuerySet.as_manager()

    class Meta:
        constraints = [
            # Law: money moves in one direction, from one account to another one.
            models.CheckConstraint(
                condition=Q(amount_minor__gt=0), name="transfer_amount_positive"
            ),
            models.CheckConstraint(
                condition=~Q(debit_account=F("credit_account")), name="transfer_between_two"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=TransferKind.values), name="transfer_kind_known"
            ),
            models.CheckConstraint(condition=~Q(reference=""), name="transfer_has_reference"),
        ]
        indexes = [
            # Statements and the law "counters equal transfers", from either side.
            models.Index(fields=["debit_account", "id"], name="transfer_by_debit"),
            models.Index(fields=["credit_account", "id"], name="transfer_by_credit"),
            # What sellers earned in a year.
            models.Index(
                fields=["created_at"], condition=Q(kind="release"), name="transfer_releases"
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Add the transfer; an existing one is refused."""
        if not self._state.adding:
            raise TypeError("Transfers are only ever added; reverse a wrong one.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Refuse: a transfer never goes away."""
        raise TypeError("Transfers are only ever added; reverse a wrong one.")
