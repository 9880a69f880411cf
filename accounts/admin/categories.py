"""The list of categories."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from accounts.models import Category


@admin.register(Category)
class CategoryAdmin(admin.ModelAdmin):
    """Categories are added, renamed and retired, never deleted: others refer to them."""

    list_display = ["name", "slug", "is_active"]
    list_filter = ["is_active"]
    search_fields = ["name"]
    prepopulated_fields = {"slug": ["name"]}

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Retire a category instead."""
        return False
