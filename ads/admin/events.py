"""What happened to contracts, in the console: to read only."""

from django.contrib import admin

from ads.models import AdEvent
from campaigns.admin import ReadOnly


class EventInline(ReadOnly, admin.TabularInline):
    """What happened."""

    model = AdEvent
    readonly_fields = ("created_at", "transition", "from_state", "to_state", "actor", "reason")
    fields = readonly_fields
    extra = 0
    can_delete = False


@admin.register(AdEvent)
class AdEventAdmin(ReadOnly, admin.ModelAdmin):
    """Every move of every ad."""

    list_display = ["created_at", "ad", "transition", "from_state", "to_state", "actor", "reason"]
    list_filter = ["transition", "created_at"]
    list_select_related = ["ad", "actor"]
    search_fields = ["ad__title", "actor__email", "reason"]
    show_full_result_count = False
    ordering = ["-created_at", "-pk"]
