"""App configuration."""

from django.apps import AppConfig


class AdsConfig(AppConfig):
    """Ads: the contract between one campaign and one influencer."""

    name = "ads"
    label = "ads"
