"""The moderation console."""

from django.contrib.admin import AdminSite


class ConsoleSite(AdminSite):
    """Django's admin as the moderators' console."""
