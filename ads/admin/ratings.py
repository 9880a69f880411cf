"""Ratings in the console."""

from django.contrib import admin

from ads.models import Rating
from campaigns.admin import ReadOnly


class RatingInline(ReadOnly, admin.TabularInline):
    """How each side found the other."""

    model = Rating
    readonly_fields = ("by_side", "stars", "text", "created_at", "published_at")
    fields = readonly_fields
    extra = 0
    can_delete = False


@admin.register(Rating)
class RatingAdmin(ReadOnly, admin.ModelAdmin):
    """What both sides wrote about each other."""

    list_display = ["created_at", "ad", "by_side", "stars", "text", "published_at"]
    list_filter = ["by_side", "is_held", ("published_at", admin.EmptyFieldListFilter)]
    list_select_related = ["ad"]
    search_fields = ["ad__title", "text"]
    show_full_result_count = False
    ordering = ["-created_at", "-pk"]
