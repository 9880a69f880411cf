"""App configuration."""

from django.apps import AppConfig


class DigestsConfig(AppConfig):
    """Daily digests and monthly reports."""

    name = "marketplace.digests"
    label = "digests"

    def ready(self) -> None:
        """Announce the two mails and the sections of the daily one, in the mail and on the page."""
        from marketplace.digests import registry, samples, samples_monthly
        from marketplace.digests.page import waiting_sections
        from marketplace.digests.sections import register_all
        from marketplace.kernel.mail import register_mail
        from marketplace.kernel.mail.topics import Summary
        from marketplace.notifications.waiting import register_waiting

        register_all(registry.sections)
        register_waiting(waiting_sections)
        register_mail(
            "digest_daily",
            why="You get this at most once a day, when something waits for you.",
            topic=Summary.DIGEST,
            sample=samples.daily,
        )
        register_mail(
            "digest_monthly",
            why="You get this on the first of a month, as a sponsor with campaigns.",
            topic=Summary.MONTHLY,
            sample=samples_monthly.monthly,
        )
