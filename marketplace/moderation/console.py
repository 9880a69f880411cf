"""Makes the moderation console Django's default admin site."""

from django.contrib.admin.apps import AdminConfig


class ConsoleConfig(AdminConfig):
    """Django's admin with the console as its default site."""

    default_site = "marketplace.moderation.site.ConsoleSite"
