"""The moderator's dashboard: how much waits in the console."""

from dataclasses import dataclass

from django.utils import timezone

from accounts.models import SponsorProfile, User
from campaigns.models import Campaign
from marketplace.kernel.mail.models import OutboxMail
from marketplace.ledger.models import Payout


@dataclass(frozen=True, slots=True)
class ModeratorDashboard:
    """Counts of what waits for a decision, and of what was decided against."""

    to_verify: int
    payouts: int
    batches: int
    mails_given_up: int
    flagged: int
    suspended: int


def moderator_dashboard() -> ModeratorDashboard:
    """Count. Six queries."""
    open_batches = Payout.objects.filter(state=Payout.State.IN_BATCH).values("batch")
    unverified = SponsorProfile.Verification.UNVERIFIED
    return ModeratorDashboard(
        to_verify=SponsorProfile.objects.filter(verification=unverified).count(),
        payouts=Payout.objects.payable(now=timezone.now()).count(),
        batches=open_batches.distinct().count(),
        mails_given_up=OutboxMail.objects.failed().count(),
        flagged=Campaign.objects.filter(flagged_at__isnull=False).count(),
        suspended=User.objects.filter(suspended_at__isnull=False).count(),
    )
