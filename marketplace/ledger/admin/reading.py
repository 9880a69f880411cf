"""Lists that moderators read and nobody edits."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from marketplace.kernel.money import format_money


class ReadOnlyAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # not generic when running
    """An admin without add, change and delete: the ledger's rows change through its actions."""

    list_per_page = 50
    # Counting a million rows to say "of 1,000,000" is not worth the wait.
    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Nobody adds."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody changes."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody deletes."""
        return False

    @admin.display(description="amount", ordering="amount_minor")
    def amount(self, obj: Any) -> str:
        """Return the row's amount as money."""
        return format_money(obj.amount_minor)
