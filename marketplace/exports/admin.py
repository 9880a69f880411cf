"""Exports in the moderation console: who asked for what, and how it went. Never what is in them."""

from django.contrib import admin

from marketplace.exports.models import ExportJob
from marketplace.kernel.console.reading import ReadOnly


@admin.register(ExportJob)
class ExportJobAdmin(ReadOnly, admin.ModelAdmin):
    """Read only, newest first."""

    list_display = (
        "created_at",
        "user",
        "kind",
        "state",
        "rows_done",
        "rows_total",
        "attempts",
        "ended_at",
        "last_error",
    )
    list_filter = ("state", "kind")
    list_select_related = ("user",)
    search_fields = ("user__email",)
    show_full_result_count = False
    ordering = ("-created_at", "-pk")
    fields = (
        "user",
        "kind",
        "start_date",
        "end_date",
        "time_zone",
        "state",
        "created_at",
        "rows_done",
        "rows_total",
        "size_bytes",
        "due_at",
        "claimed_until",
        "attempts",
        "last_error",
        "ended_at",
        "expires_at",
    )
    readonly_fields = fields
