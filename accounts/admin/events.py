"""What moderators decided about accounts: to read, never to change."""

from django.contrib import admin

from accounts.models import AccountEvent
from marketplace.kernel.console.reading import ReadOnly


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
