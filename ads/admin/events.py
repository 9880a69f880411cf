"""What happened to contracts, in the console: to read only."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from ads.models import AdEvent
from marketplace.kernel.console.reading import ReadOnly


class EventInline(ReadOnly, admin.TabularInline):
    """What happened."""

    model = AdEvent
    readonly_fields = ("created_at", "transition", "from_state", "to_state", "actor", "reason")
    fields = readonly_fields
    extra = 0
    can_delete = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[AdEvent]:
        """Read who moved with the moves."""
        return super().get_queryset(request).select_related("actor")


@admin.register(AdEvent)
class AdEventAdmin(ReadOnly, admin.ModelAdmin):
    """Every move of every ad."""

    list_display = ["created_at", "ad", "transition", "from_state", "to_state", "actor", "reason"]
    list_filter = ["transition", "created_at"]
    list_select_related = ["ad", "actor"]
    search_fields = ["ad__title", "actor__email", "reason"]
    show_full_result_count = False
    ordering = ["-created_at", "-pk"]
