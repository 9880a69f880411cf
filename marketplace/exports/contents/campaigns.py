"""Campaigns, interests in them, and campaigns to keep an eye on."""

from accounts.models import PLATFORM_LABELS
from campaigns.models import Campaign, CampaignVersion, Interest, SavedCampaign
from marketplace.exports.contents.account import INFLUENCER, SPONSOR
from marketplace.exports.tables import CURRENCY, Column, Source, Table, listed, money, words
from marketplace.kernel.money import to_major


def _free(budget_minor: int, committed_minor: int) -> object:
    """Return what the budget still leaves."""
    return to_major(budget_minor - committed_minor)


CAMPAIGNS = Table(
    name="campaigns",
    about="Your campaigns.",
    roles=SPONSOR,
    moment="created_at",
    rows=lambda scope: Campaign.objects.owned_by(scope.user).with_budget(),
    columns={
        "Number": "pk",
        "Title": "title",
        "State": words("state", Campaign.State),
        "Visibility": Column(("visibility",), str.capitalize),
        "Category": "category__name",
        "Platforms": listed("platforms", PLATFORM_LABELS),
        "Starts": "start_date",
        "Ends": "end_date",
        "Budget": money("budget_minor"),
        "Committed": money("committed_minor"),
        "In escrow": money("in_escrow_minor"),
        "Paid": money("paid_minor"),
        "Free": Column(("budget_minor", "committed_minor"), _free),
        "Currency": CURRENCY,
        "Brief": "description",
        "Goals": "goals",
        "Made": "created_at",
        "Published": "published_at",
        "Closed": "closed_at",
        "Flagged": "flagged_at",
        "Reason of the flag": "flag_reason",
    },
)

VERSIONS = Table(
    name="campaign_versions",
    about="What your campaigns said over time.",
    roles=SPONSOR,
    rows=lambda scope: CampaignVersion.objects.filter(campaign__sponsor__user=scope.user),
    columns={
        "Campaign": "campaign_id",
        "Version": "number",
        "Time": "created_at",
        "Content": "content",
    },
)

ANSWERS = Table(
    name="interests_declined",
    about="Interests that you declined, with your reasons.",
    roles=SPONSOR,
    rows=lambda scope: Interest.objects.filter(
        campaign__sponsor__user=scope.user, state=Interest.State.DECLINED
    ),
    columns={
        "Campaign": "campaign__title",
        "Influencer": "influencer__handle_id",
        "Your reason": "decline_reason",
        "Time": "answered_at",
    },
)

INTERESTS = Table(
    name="interests",
    about="Your interests in campaigns.",
    roles=INFLUENCER,
    rows=lambda scope: Interest.objects.filter(influencer__user=scope.user),
    columns={
        "Campaign": "campaign__title",
        "Sponsor": "campaign__sponsor__handle_id",
        "Your message": "message",
        "Proposed price": money("proposed_price_minor"),
        "Currency": CURRENCY,
        "State": words("state", Interest.State),
        "Reason given to you": "decline_reason",
        "Time": "created_at",
        "Answered": "answered_at",
    },
)

SAVED = Table(
    name="saved_campaigns",
    about="Campaigns on your list.",
    roles=INFLUENCER,
    rows=lambda scope: SavedCampaign.objects.filter(influencer__user=scope.user),
    columns={
        "Campaign": "campaign__title",
        "Sponsor": "campaign__sponsor__handle_id",
        "Time": "created_at",
    },
)

AROUND_CAMPAIGNS: list[Source] = [CAMPAIGNS, VERSIONS, ANSWERS, INTERESTS, SAVED]
