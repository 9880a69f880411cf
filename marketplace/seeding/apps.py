"""App configuration."""

from django.apps import AppConfig


class SeedingConfig(AppConfig):
    """Demo data, bulk data and the import of the predecessor's database."""

    name = "marketplace.seeding"
    label = "seeding"
