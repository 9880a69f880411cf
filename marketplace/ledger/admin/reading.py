"""Lists that moderators read and nobody edits."""

from typing import Any

from django.contrib import admin

from marketplace.kernel.console.reading import ReadOnly
from marketplace.kernel.money import format_money


class ReadOnlyAdmin(ReadOnly, admin.ModelAdmin):  # type: ignore[type-arg]  # not generic when running
    """An admin of the ledger's rows, each of which has an amount."""

    list_per_page = 50
    # Counting a million rows to say "of 1,000,000" is not worth the wait.
    show_full_result_count = False

    @admin.display(description="amount", ordering="amount_minor")
    def amount(self, obj: Any) -> str:
        """Return the row's amount as money."""
        return format_money(obj.amount_minor)
