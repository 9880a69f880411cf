"""App configuration."""

from django.apps import AppConfig


class DigestsConfig(AppConfig):
    """Daily digests and monthly reports."""

    name = "marketplace.digests"
    label = "digests"

    def ready(self) -> None:
        """Announce the two mails and the sections of the daily one."""
        from marketplace.digests import registry, samples
        from marketplace.digests.sections import register_all
        from marketplace.kernel.mail import register_mail

        register_all(registry.sections)
        register_mail(
            "digest_daily",
            why="You get this at most once a day, when something waits for you.",
            sample=samples.daily,
        )
        register_mail(
            "digest_monthly",
            why="You get this on the first of a month, as a sponsor with campaigns.",
            sample=samples.monthly,
        )
