"""The sponsor's dashboard."""

from dataclasses import dataclass

from django.db.models import Count, Q, Sum

from accounts.models import SponsorProfile, User
from campaigns.models import Campaign, Interest
from marketplace.home.dashboards.ratings import ToRate, ratings_due
from marketplace.home.dashboards.threads import Unread, unread_of
from marketplace.home.dashboards.turns import Turn, turns_of

CAMPAIGNS_SHOWN = 5
INTERESTS_SHOWN = 5


@dataclass(frozen=True, slots=True)
class SponsorDashboard:
    """Everything the page shows; money in minor units."""

    profile: SponsorProfile
    in_escrow_minor: int
    turns: list[Turn]
    ratings: list[ToRate]
    unread: list[Unread]
    interests: list[Interest]
    campaigns: list[Campaign]

    @property
    def is_new(self) -> bool:
        """Whether there is nothing yet but the account."""
        return not self.campaigns and not self.turns and not self.unread


def sponsor_dashboard(user: User) -> SponsorDashboard:
    """Collect the dashboard of a sponsor. Six queries.

    Raises SponsorProfile.DoesNotExist for a user without that profile.
    """
    profile = SponsorProfile.objects.annotate(
        in_escrow_minor=Sum("campaigns__ads__escrow_account__balance_minor", default=0)
    ).get(user_id=user.pk)
    profile.user = user
    interests = (
        Interest.objects.open()
        .filter(campaign__sponsor=profile)
        .select_related("campaign", "influencer")
        .order_by("-created_at", "-pk")
    )
    campaigns = (
        Campaign.objects.filter(sponsor=profile)
        .exclude(state=Campaign.State.CLOSED)
        .annotate(open_interests=Count("interests", filter=Q(interests__state="open")))
        .with_budget()
        .order_by("-created_at", "-pk")
    )
    return SponsorDashboard(
        profile=profile,
        in_escrow_minor=profile.in_escrow_minor,
        turns=turns_of(user),
        ratings=ratings_due(user),
        unread=unread_of(user),
        interests=list(interests[:INTERESTS_SHOWN]),
        campaigns=list(campaigns[:CAMPAIGNS_SHOWN]),
    )
