"""App configuration."""

from django.apps import AppConfig


class CampaignsConfig(AppConfig):
    """Campaigns, interests and saved campaigns."""

    name = "campaigns"
    label = "campaigns"

    def ready(self) -> None:
        """Announce mails and sections, and listen to sponsors who change their name."""
        from django.db.models.signals import post_save

        from accounts.models import SponsorProfile
        from accounts.registries import register_deletion_blocker, register_profile_section
        from campaigns import mails, search
        from campaigns.leaving import open_business
        from campaigns.sections import sponsor_campaigns

        mails.register()
        register_profile_section(sponsor_campaigns)
        register_deletion_blocker(open_business)
        post_save.connect(
            search.reindex_sponsor, sender=SponsorProfile, dispatch_uid="campaigns.sponsor"
        )
