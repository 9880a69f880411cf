"""App configuration."""

from django.apps import AppConfig


class CampaignsConfig(AppConfig):
    """Campaigns, interests and saved campaigns."""

    name = "campaigns"
    label = "campaigns"
