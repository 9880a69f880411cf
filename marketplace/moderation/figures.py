"""The console's summary: how many of what, how much where, each with the list it counts."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.models import AnonymousUser
from django.core.cache import caches
from django.db.models import Count, Q, Sum
from django.urls import reverse

from accounts.models import SponsorProfile, User
from ads.models import Ad
from ads.workflow import State
from campaigns.models import Campaign
from marketplace.kernel.mail.models import OutboxMail
from marketplace.ledger.models import Account, AccountKind, Payout

CACHE_KEY = "moderation:figures"
CACHE_SECONDS = 45


@dataclass(frozen=True, slots=True)
class Figure:
    """One number, and the admin list with exactly the rows it counts."""

    label: str
    value: int
    url: str
    is_money: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """Figures that belong together, shown to staff with `permission`."""

    title: str
    permission: str
    figures: list[Figure]


def figures_for(user: User | AnonymousUser) -> list[Group]:
    """Return the figures `user` may see; at most CACHE_SECONDS old."""
    groups = caches["pages"].get(CACHE_KEY)
    if groups is None:
        groups = count_all()
        caches["pages"].set(CACHE_KEY, groups, CACHE_SECONDS)
    return [group for group in groups if user.has_perm(group.permission)]


def forget_figures() -> None:
    """Have the figures counted afresh at the next look."""
    caches["pages"].delete(CACHE_KEY)


def count_all() -> list[Group]:
    """Count everything now. One query per group."""
    return [_users(), _sponsors(), _campaigns(), _ads(), _money(), _payouts(), _mails()]


def list_url(model: str, **filters: Any) -> str:
    """Return the console's list of `model` ("app_model"), narrowed by its filters."""
    query = urlencode(filters)
    return reverse(f"admin:{model}_changelist") + (f"?{query}" if query else "")


def _users() -> Group:
    in_good_standing = Q(suspended_at=None, unconfirmed_since=None, anonymised_at=None)
    counts = User.objects.aggregate(
        sponsors=Count("pk", filter=Q(role=User.Role.SPONSOR)),
        influencers=Count("pk", filter=Q(role=User.Role.INFLUENCER)),
        moderators=Count("pk", filter=Q(is_staff=True)),
        good=Count("pk", filter=in_good_standing),
        suspended=Count("pk", filter=Q(suspended_at__isnull=False)),
        unconfirmed=Count("pk", filter=Q(unconfirmed_since__isnull=False)),
        deleted=Count("pk", filter=Q(anonymised_at__isnull=False)),
    )
    url = partial(list_url, "accounts_user")
    good = {
        f"{name}__isempty": 1 for name in ("suspended_at", "unconfirmed_since", "anonymised_at")
    }
    return Group(
        "Users",
        "accounts.view_user",
        [
            Figure("Sponsors", counts["sponsors"], url(role__exact="sponsor")),
            Figure("Influencers", counts["influencers"], url(role__exact="influencer")),
            Figure("Moderators", counts["moderators"], url(is_staff__exact=1)),
            Figure("In good standing", counts["good"], url(**good)),
            Figure("Suspended", counts["suspended"], url(suspended_at__isempty=0)),
            Figure("Unconfirmed", counts["unconfirmed"], url(unconfirmed_since__isempty=0)),
            Figure("Deleted", counts["deleted"], url(anonymised_at__isempty=0)),
        ],
    )


def _by_value(
    counts: Mapping[str, int], choices: type[Any], model: str, field: str
) -> list[Figure]:
    """Return one figure for each choice of a field, zeros included."""
    return [
        Figure(
            choice.label.partition(":")[0],
            counts.get(choice.value, 0),
            list_url(model, **{f"{field}__exact": choice.value}),
        )
        for choice in choices
    ]


def _sponsors() -> Group:
    counts = dict(SponsorProfile.objects.values_list("verification").annotate(Count("pk")))
    return Group(
        "Sponsors",
        "accounts.view_sponsorprofile",
        _by_value(counts, SponsorProfile.Verification, "accounts_sponsorprofile", "verification"),
    )


def _campaigns() -> Group:
    model = "campaigns_campaign"
    rows = Campaign.objects.values_list("state", "visibility").annotate(
        count=Count("pk"), flagged=Count("pk", filter=Q(flagged_at__isnull=False))
    )
    states: Counter[str] = Counter()
    visibilities: Counter[str] = Counter()
    flagged = 0
    for state, visibility, count, flagged_count in rows:
        states[state] += count
        visibilities[visibility] += count
        flagged += flagged_count
    return Group(
        "Campaigns",
        "campaigns.view_campaign",
        [
            *_by_value(states, Campaign.State, model, "state"),
            *_by_value(visibilities, Campaign.Visibility, model, "visibility"),
            Figure("Flagged", flagged, list_url(model, flagged_at__isempty=0)),
        ],
    )


def _ads() -> Group:
    counts = dict(Ad.objects.values_list("state").annotate(Count("pk")))
    return Group("Ads", "ads.view_ad", _by_value(counts, State, "ads_ad", "state"))


def _money() -> Group:
    sums = dict(Account.objects.values_list("kind").annotate(Sum("balance_minor")))
    labels = {
        AccountKind.ESCROW: "In escrow",
        AccountKind.HOLD: "On hold",
        AccountKind.WALLET: "In wallets",
        AccountKind.PAYOUT: "Payouts under way",
        AccountKind.FEES: "Fees earned",
    }
    return Group(
        "Money",
        "ledger.view_account",
        [
            Figure(
                label,
                sums.get(kind, 0),
                list_url("ledger_account", kind__exact=kind.value),
                is_money=True,
            )
            for kind, label in labels.items()
        ],
    )


def _payouts() -> Group:
    rows = Payout.objects.aggregate(
        requested=Count("pk", filter=Q(state=Payout.State.REQUESTED)),
        in_batch=Count("pk", filter=Q(state=Payout.State.IN_BATCH)),
        paid_minor=Sum("amount_minor", filter=Q(state=Payout.State.PAID), default=0),
    )
    model = "ledger_payout"
    return Group(
        "Payouts",
        "ledger.view_payout",
        [
            Figure("Requested", rows["requested"], list_url(model, state__exact="requested")),
            Figure("Being paid", rows["in_batch"], list_url(model, state__exact="in_batch")),
            Figure(
                "Paid out", rows["paid_minor"], list_url(model, state__exact="paid"), is_money=True
            ),
        ],
    )


def _mails() -> Group:
    rows = OutboxMail.objects.aggregate(
        failed=Count("pk", filter=Q(failed_at__isnull=False)),
        waiting=Count("pk", filter=Q(sent_at=None, failed_at=None)),
    )
    model = "kernel_outboxmail"
    return Group(
        "Mail",
        "kernel.view_outboxmail",
        [
            Figure("Given up", rows["failed"], list_url(model, state="failed")),
            Figure("Waiting", rows["waiting"], list_url(model, state="waiting")),
        ],
    )
