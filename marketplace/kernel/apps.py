"""App configuration."""

from django.apps import AppConfig


class KernelConfig(AppConfig):
    """What every app stands on: money, mail, jobs, search, uploads, components."""

    name = "marketplace.kernel"
    label = "kernel"
    verbose_name = "Mail"  # all of the kernel that the console shows
