"""The influencer's dashboard."""

from dataclasses import dataclass

from django.db.models import Sum

from accounts.models import InfluencerProfile, User
from ads.models import Ad
from ads.workflow import State
from campaigns.models import Campaign, Interest
from marketplace.home.dashboards.ratings import ToRate, ratings_due
from marketplace.home.dashboards.threads import Unread, unread_of
from marketplace.home.dashboards.turns import Turn, turns_of
from marketplace.ledger.models import Hold

CAMPAIGNS_SHOWN = 4


@dataclass(frozen=True, slots=True)
class Hint:
    """One thing the profile lacks, and what it would do."""

    title: str
    why: str


@dataclass(frozen=True, slots=True)
class InfluencerDashboard:
    """Everything the page shows; money in minor units."""

    profile: InfluencerProfile
    in_escrow_minor: int
    turns: list[Turn]
    ratings: list[ToRate]
    unread: list[Unread]
    holds: list[Hold]
    campaigns: list[Campaign]
    hints: list[Hint]

    @property
    def offers(self) -> list[Turn]:
        """Sponsors' offers that wait for an answer."""
        return [turn for turn in self.turns if turn.ad.state == State.OFFERED]

    @property
    def work(self) -> list[Turn]:
        """Everything else that waits for the reader."""
        return [turn for turn in self.turns if turn.ad.state != State.OFFERED]

    @property
    def on_hold_minor(self) -> int:
        """Released money that cannot be withdrawn yet."""
        return sum(hold.left_minor for hold in self.holds)


def influencer_dashboard(user: User) -> InfluencerDashboard:
    """Collect the dashboard of an influencer. Six queries.

    Raises InfluencerProfile.DoesNotExist for a user without that profile.
    """
    profile = (
        InfluencerProfile.objects.select_related("category")
        .annotate(in_escrow_minor=Sum("ads__escrow_account__balance_minor", default=0))
        .get(user_id=user.pk)
    )
    profile.user = user
    return InfluencerDashboard(
        profile=profile,
        in_escrow_minor=profile.in_escrow_minor,
        turns=turns_of(user),
        ratings=ratings_due(user),
        unread=unread_of(user),
        holds=list(Hold.objects.of_user(user).waiting().order_by("clears_at", "pk")),
        campaigns=_campaigns_for(profile),
        hints=hints_for(profile),
    )


def _campaigns_for(profile: InfluencerProfile) -> list[Campaign]:
    """Return the newest campaigns of the category that this influencer is not in yet."""
    shown = Interest.objects.filter(influencer=profile).values("campaign")
    sent = Ad.objects.filter(influencer=profile).exclude(state=State.DRAFT).values("campaign")
    campaigns = (
        Campaign.objects.listed()
        .filter(category=profile.category)
        .exclude(pk__in=shown)
        .exclude(pk__in=sent)
        .select_related("sponsor", "category")
        .order_by("-published_at", "-pk")
    )
    return list(campaigns[:CAMPAIGNS_SHOWN])


def hints_for(profile: InfluencerProfile) -> list[Hint]:
    """Return what a sponsor would look for on the profile and not find, in that order."""
    missing = {
        Hint("Add a channel", "Sponsors search by platform and followers."): (
            not profile.top_followers
        ),
        Hint("Add a price", "A rate card brings offers that fit."): (
            profile.lowest_price_minor is None
        ),
        Hint("Say what you do", "Two or three sentences about your work are enough."): (
            not profile.description.strip()
        ),
        Hint("Add a picture", "Profiles with a face are remembered."): not profile.avatar,
        Hint("Name your languages", "Sponsors look for the language of their market."): (
            not profile.languages
        ),
    }
    return [hint for hint, is_missing in missing.items() if is_missing]
