"""The moderator's dashboard: how much waits in the console."""

from dataclasses import dataclass

from accounts.models import SponsorProfile, User
from campaigns.models import Campaign
from marketplace.kernel.mail.models import OutboxMail
from marketplace.ledger.models import Payout


@dataclass(frozen=True, slots=True)
class ModeratorDashboard:
    """Counts of what waits for a decision, and of what was decided against."""

    to_verify: int
    payouts: int
    mails_given_up: int
    flagged: int
    suspended: int


def moderator_dashboard() -> ModeratorDashboard:
    """Count. Five queries."""
    unverified = SponsorProfile.Verification.UNVERIFIED
    return ModeratorDashboard(
        to_verify=SponsorProfile.objects.filter(verification=unverified).count(),
        payouts=Payout.objects.requested().count(),
        mails_given_up=OutboxMail.objects.failed().count(),
        flagged=Campaign.objects.filter(flagged_at__isnull=False).count(),
        suspended=User.objects.filter(suspended_at__isnull=False).count(),
    )
