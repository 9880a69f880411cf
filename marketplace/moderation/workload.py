"""The queues of the site: whom to verify, what to pay, what to look at again."""

from functools import partial

from accounts.models import SponsorProfile, User
from campaigns.models import Campaign
from marketplace.kernel.mail.models import OutboxMail
from marketplace.ledger.models import Payout
from marketplace.moderation.figures import list_url
from marketplace.moderation.queues import register_queue


def register_all() -> None:
    """Register them, the most urgent first."""
    register_queue(
        "Sponsors to verify",
        url=partial(
            list_url,
            "accounts_sponsorprofile",
            verification__exact=SponsorProfile.Verification.UNVERIFIED.value,
        ),
        count=lambda: SponsorProfile.objects.filter(
            verification=SponsorProfile.Verification.UNVERIFIED
        ).count(),
        permission="accounts.change_sponsorprofile",
    )
    register_queue(
        "Payouts to pay and confirm",
        url=partial(list_url, "ledger_payout", state__exact=Payout.State.REQUESTED.value),
        count=lambda: Payout.objects.requested().count(),
        permission="ledger.change_payout",
    )
    register_queue(
        "Flagged campaigns",
        url=partial(list_url, "campaigns_campaign", flagged_at__isempty=0),
        count=lambda: Campaign.objects.filter(flagged_at__isnull=False).count(),
        permission="campaigns.change_campaign",
    )
    register_queue(
        "Suspended users",
        url=partial(list_url, "accounts_user", suspended_at__isempty=0),
        count=lambda: User.objects.filter(suspended_at__isnull=False).count(),
        permission="accounts.change_user",
    )
    register_queue(
        "Mails given up",
        url=partial(list_url, "kernel_outboxmail", state="failed"),
        count=lambda: OutboxMail.objects.failed().count(),
        permission="kernel.view_outboxmail",
    )
