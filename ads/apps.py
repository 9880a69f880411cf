"""App configuration."""

from django.apps import AppConfig


class AdsConfig(AppConfig):
    """Ads: the contract between one campaign and one influencer."""

    name = "ads"
    label = "ads"

    def ready(self) -> None:
        """Fill the registries of the floors below."""
        from ads import registrations

        registrations.register()
