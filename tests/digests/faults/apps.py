"""App configuration."""

from datetime import timedelta

from django.apps import AppConfig


class HasteConfig(AppConfig):
    """Lets time pass some fifteen times as fast for the sender: its lease is eight seconds instead
    of two minutes, and still four times as long as its runs. Digests are written fewer at once, so
    that two thousand are as many steps as eight thousand would be."""

    name = "tests.digests.faults"
    label = "haste"

    def ready(self) -> None:
        """Shorten the times."""
        from marketplace.digests.actions import deciding
        from marketplace.kernel.mail import claims, sender

        claims.LEASE = timedelta(seconds=8)
        sender.RUN_SECONDS = 2.0
        deciding.CHUNK = 50
