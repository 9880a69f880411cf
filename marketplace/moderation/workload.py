"""The queues of the site: whom to verify, what to pay, what to look at again."""

from functools import partial

from django.db.models.functions import Now

from accounts.models import Signal, SponsorProfile, User
from ads.models import Dispute, Rating
from campaigns.models import Campaign
from marketplace.kernel.context import count_of
from marketplace.kernel.jobs.models import JobRun
from marketplace.kernel.mail.models import OutboxMail
from marketplace.ledger.models import Account, AccountKind, Payout, PayoutBatch
from marketplace.moderation.figures import list_url
from marketplace.moderation.queues import register_queue

OPEN_DISPUTES = Dispute.objects.filter(state=Dispute.State.OPEN)
# By the database's clock: the question is put together once, and asked for days.
PAYABLE = Payout.objects.requested().filter(not_before__lte=Now(), user__suspended_at=None)
UNSETTLED_BATCHES = PayoutBatch.objects.filter(
    pk__in=Payout.objects.filter(state=Payout.State.IN_BATCH).values("batch")
)
DEBTS = Account.objects.filter(kind=AccountKind.RECEIVABLE, balance_minor__lt=0)


def register_all() -> None:
    """Register them, the most urgent first."""
    _register_decisions()
    _register_reviews()
    _register_standing()


def _register_decisions() -> None:
    """What somebody waits for."""
    register_queue(
        "Disputes past their deadline",
        url=partial(
            list_url, "ads_dispute", state__exact=Dispute.State.OPEN.value, alerted_at__isempty=0
        ),
        count=lambda: count_of(OPEN_DISPUTES.filter(alerted_at__isnull=False)),
        permission="ads.change_dispute",
    )
    register_queue(
        "Open disputes",
        url=partial(list_url, "ads_dispute", state__exact=Dispute.State.OPEN.value),
        count=lambda: count_of(OPEN_DISPUTES),
        permission="ads.change_dispute",
    )
    register_queue(
        "Sponsors to verify",
        url=partial(
            list_url,
            "accounts_sponsorprofile",
            verification__exact=SponsorProfile.Verification.UNVERIFIED.value,
        ),
        count=lambda: count_of(
            SponsorProfile.objects.filter(verification=SponsorProfile.Verification.UNVERIFIED)
        ),
        permission="accounts.change_sponsorprofile",
    )
    _register_payouts()


def _register_payouts() -> None:
    """Money that its owner waits for."""
    register_queue(
        "Payouts to put into a batch",
        url=partial(list_url, "ledger_payout", payable="now"),
        count=lambda: count_of(PAYABLE),
        permission="ledger.add_payoutbatch",
    )
    register_queue(
        "Batches to pay and confirm",
        url=partial(list_url, "ledger_payoutbatch", settled="no"),
        count=lambda: count_of(UNSETTLED_BATCHES),
        permission="ledger.change_payoutbatch",
    )


def _register_reviews() -> None:
    """What is read before it counts."""
    register_queue(
        "Held ratings",
        url=partial(list_url, "ads_rating", held="waiting"),
        count=lambda: count_of(Rating.objects.awaiting_review()),
        permission="ads.change_rating",
    )
    register_queue(
        "Signals to review",
        url=partial(list_url, "accounts_signal", review="open"),
        count=lambda: count_of(Signal.objects.open()),
        permission="accounts.change_signal",
    )


def _register_standing() -> None:
    """What was decided and may be lifted again, and what went wrong."""
    register_queue(
        "Users who owe",
        url=partial(list_url, "ledger_account", owed="yes"),
        count=lambda: count_of(DEBTS),
        permission="ledger.change_deposit",
    )
    register_queue(
        "Flagged campaigns",
        url=partial(list_url, "campaigns_campaign", flagged_at__isempty=0),
        count=lambda: count_of(Campaign.objects.filter(flagged_at__isnull=False)),
        permission="campaigns.change_campaign",
    )
    register_queue(
        "Suspended users",
        url=partial(list_url, "accounts_user", suspended_at__isempty=0),
        count=lambda: count_of(User.objects.filter(suspended_at__isnull=False)),
        permission="accounts.change_user",
    )
    register_queue(
        "Mails given up",
        url=partial(list_url, "kernel_outboxmail", state="failed"),
        count=lambda: count_of(OutboxMail.objects.failed()),
        permission="kernel.view_outboxmail",
    )
    register_queue(
        "Jobs that failed",
        url=partial(list_url, "kernel_jobrun", standing="failed"),
        count=lambda: count_of(JobRun.objects.in_trouble()),
        permission="kernel.view_jobrun",
    )
