"""What moderators decided about accounts: to read, never to change."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from accounts.models import AccountEvent


class ReadOnly:
    """Mixin for admins and inlines of rows that nobody edits."""

    def has_add_permission(self, request: HttpRequest, *args: Any) -> bool:
        """Rows come from actions."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """History is not rewritten."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """History is not deleted."""
        return False


@admin.register(AccountEvent)
class AccountEventAdmin(ReadOnly, admin.ModelAdmin):
    """All decisions, newest first."""

    list_display = ["created_at", "kind", "user", "actor", "reason"]
    list_filter = ["kind", "created_at"]
    list_select_related = ["user", "actor"]
    search_fields = ["user__email", "actor__email", "reason"]
    date_hierarchy = "created_at"


class AccountEventInline(ReadOnly, admin.TabularInline):
    """The decisions about one user."""

    model = AccountEvent
    fk_name = "user"
    fields = ["created_at", "kind", "actor", "reason"]
    readonly_fields = ["created_at", "kind", "actor", "reason"]
    extra = 0
    verbose_name_plural = "decisions"
