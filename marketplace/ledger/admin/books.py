"""Accounts and transfers."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from marketplace.kernel.money import format_money

from ..forms import PastDayForm
from ..models import Account, AccountKind, Transfer
from ..past import balances_at, end_of_day
from .collecting import CollectsFees
from .reading import ReadOnlyAdmin


class OwedFilter(admin.SimpleListFilter):
    """Whether a user owes the site."""

    title = "owed"
    parameter_name = "owed"

    def lookups(
        self, request: HttpRequest, model_admin: admin.ModelAdmin[Any]
    ) -> list[tuple[str, str]]:
        """Return the one choice beside all."""
        return [("yes", "By users who owe")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Account]) -> QuerySet[Account]:
        """Narrow the list to debts."""
        if self.value() == "yes":
            return queryset.filter(kind=AccountKind.RECEIVABLE, balance_minor__lt=0)
        return queryset


@admin.register(Account)
class AccountAdmin(CollectsFees, ReadOnlyAdmin):
    """Where money is."""

    list_display = ["id", "kind", "user", "balance", "money_in", "money_out", "created_at"]
    list_filter = ["kind", OwedFilter]
    list_select_related = ["user"]
    search_fields = ["user__email"]
    ordering = ["-id"]
    fields = ["kind", "user", "balance", "money_in", "money_out", "created_at", "record"]
    change_form_template = "admin/ledger/account.html"

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Show the account and, with `?on=2026-11-03`, what it held at the end of that day."""
        form = PastDayForm(request.GET if request.GET.get("on") else None)
        more: dict[str, Any] = {"day_form": form, "balance_then": None}
        if form.is_valid() and (account := self.get_object(request, object_id)):
            day: date = form.cleaned_data["on"]
            moment = end_of_day(day, timezone.get_current_timezone())
            then = balances_at(Account.objects.filter(pk=account.pk), moment)
            zone = timezone.get_current_timezone_name()
            more |= {"balance_then": then[account.pk], "day": day, "zone": zone}
        return super().change_view(request, object_id, form_url, more | (extra_context or {}))

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
