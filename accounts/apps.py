"""App configuration."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Users, their profiles and their figures."""

    name = "accounts"
    label = "accounts"
