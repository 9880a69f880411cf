"""Rows that moderators read and nobody edits."""

from typing import Any

from django.http import HttpRequest


class ReadOnly:
    """Mixin for admins and inlines without add, change and delete: rows change through actions."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody adds rows by hand."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody rewrites what was written."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """History stays."""
        return False
