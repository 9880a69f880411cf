"""Accounts, transfers and deposits."""

from django.contrib import admin

from marketplace.kernel.money import format_money

from ..models import Account, Deposit, Transfer
from .reading import ReadOnlyAdmin


@admin.register(Account)
class AccountAdmin(ReadOnlyAdmin):
    """Where money is."""

    list_display = ["id", "kind", "user", "balance", "money_in", "money_out", "created_at"]
    list_filter = ["kind"]
    list_select_related = ["user"]
    search_fields = ["user__email"]
    ordering = ["-id"]

    @admin.display(description="balance", ordering="balance_minor")
    def balance(self, obj: Account) -> str:
        """Return the balance as money."""
        return format_money(obj.balance_minor)

    @admin.display(description="in", ordering="credits_minor")
    def money_in(self, obj: Account) -> str:
        """Return all that ever came in."""
        return format_money(obj.credits_minor)

    @admin.display(description="out", ordering="debits_minor")
    def money_out(self, obj: Account) -> str:
        """Return all that ever went out."""
        return format_money(obj.debits_minor)


@admin.register(Transfer)
class TransferAdmin(ReadOnlyAdmin):
    """How money moved."""

    list_display = [
        "id",
        "created_at",
        "kind",
        "debit_account",
        "credit_account",
        "amount",
        "reference",
    ]
    list_filter = ["kind", "created_at"]
    list_select_related = ["debit_account__user", "credit_account__user"]
    search_fields = ["reference", "debit_account__user__email", "credit_account__user__email"]
    ordering = ["-id"]


@admin.register(Deposit)
class DepositAdmin(ReadOnlyAdmin):
    """Payments from outside."""

    list_display = ["id", "created", "user", "amount", "variant", "status", "credited_at"]
    list_filter = ["status", "variant"]
    list_select_related = ["user"]
    search_fields = ["user__email", "token", "transaction_id"]
    ordering = ["-id"]
    fields = [
        "user",
        "amount",
        "currency",
        "variant",
        "status",
        "message",
        "token",
        "transaction_id",
        "created",
        "modified",
        "credited_at",
    ]
