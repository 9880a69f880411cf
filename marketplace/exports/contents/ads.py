"""Ads, and what somebody contributed to them: offers, work, proposals, disputes, ratings."""

from django.db.models import QuerySet
from django.db.models.functions import Coalesce

from ads.models import (
    Ad,
    AdEvent,
    Dispute,
    LiveCheck,
    Offer,
    Proposal,
    Rating,
    Result,
    Shipment,
    Statement,
    Submission,
)
from ads.workflow import State
from marketplace.exports.contents.account import INFLUENCER, MEMBERS, SPONSOR
from marketplace.exports.scope import Scope
from marketplace.exports.tables import CURRENCY, Column, Source, Table, money, percent, words


def _ads(scope: Scope) -> QuerySet[Ad]:
    """Return the user's ads, each with the price agreed or on the table."""
    price = Coalesce("price_minor", "current_offer__price_minor")
    return Ad.objects.visible_to(scope.user).annotate(told_price_minor=price)


_HEAD: dict[str, str | Column] = {
    "Number": "pk",
    "Title": "title",
    "Campaign": "campaign__title",
}
_TERMS: dict[str, str | Column] = {
    "State": words("state", State),
    "Price": money("told_price_minor"),
    "Kill fee": money("kill_fee_minor"),
    "Paid out before the fee": money("released_minor"),
    "Currency": CURRENCY,
    "Fee in percent": percent("fee_bps"),
    "Requirements": "current_offer__requirements",
    "Rounds of changes used": "rounds_used",
    "Made": "created_at",
    "Accepted": "accepted_at",
    "Funded": "funded_at",
    "Deadline": "deadline_at",
    "Ended": "ended_at",
    "Brought over from elsewhere": "is_history",
}

SPONSORS_ADS = Table(
    name="ads",
    about="Your ads: the contracts with influencers, drafts included.",
    roles=SPONSOR,
    moment="created_at",
    rows=_ads,
    columns=_HEAD
    | {"Influencer": "influencer__display_name", "Handle": "influencer__handle_id"}
    | _TERMS,
)

INFLUENCERS_ADS = Table(
    name="ads",
    about="Your ads: the contracts with sponsors.",
    roles=INFLUENCER,
    moment="created_at",
    rows=_ads,
    columns=_HEAD
    | {"Sponsor": "campaign__sponsor__display_name", "Handle": "campaign__sponsor__handle_id"}
    | _TERMS,
)

OFFERS = Table(
    name="offers",
    about="Offers and counter-offers that you made.",
    roles=MEMBERS,
    rows=lambda scope: Offer.objects.filter(actor=scope.user),
    columns={
        "Ad": "ad_id",
        "Offer": "number",
        "Price": money("price_minor"),
        "Kill fee": money("kill_fee_minor"),
        "Currency": CURRENCY,
        "Requirements": "requirements",
        "Product": "product_name",
        "Usage": "usage_rights",
        "No work for": "exclusivity_scope",
        "Message": "note",
        "Made": "created_at",
        "Sent": "sent_at",
    },
)

SUBMISSIONS = Table(
    name="submissions",
    about="Drafts and live links that you handed in.",
    roles=INFLUENCER,
    rows=lambda scope: Submission.objects.filter(actor=scope.user),
    columns={
        "Ad": "deliverable__ad_id",
        "Kind": words("kind", Submission.Kind),
        "Round": "round",
        "Text": "text",
        "Link": "url",
        "Caption": "caption",
        "Label": "disclosure_label",
        "Posted": "posted_date",
        "Time": "created_at",
    },
)

RESULTS = Table(
    name="results",
    about="What your posts reached, as you entered it.",
    roles=INFLUENCER,
    rows=lambda scope: Result.objects.filter(actor=scope.user),
    columns={
        "Ad": "deliverable__ad_id",
        "Measured": "measured_date",
        "Views": "views",
        "Likes": "likes",
        "Comments": "comments",
        "Clicks": "clicks",
        "Time": "created_at",
    },
)

LIVE_CHECKS = Table(
    name="live_checks",
    about="Your answers whether posts are still up.",
    roles=INFLUENCER,
    rows=lambda scope: LiveCheck.objects.filter(
        ad__influencer__user=scope.user, answered_at__isnull=False
    ),
    columns={
        "Ad": "ad_id",
        "Day": "day",
        "Still up": "is_up",
        "Note": "note",
        "Time": "answered_at",
    },
)

PRODUCTS = Table(
    name="products",
    about="Where products were sent to you, as long as the ad runs.",
    roles=INFLUENCER,
    rows=lambda scope: Shipment.objects.filter(ad__influencer__user=scope.user),
    columns={
        "Ad": "ad_id",
        "Address": "address",
        "Received": "received_at",
        "Sent back": "returned_at",
    },
)

PARCELS = Table(
    name="products",
    about="Products that you sent.",
    roles=SPONSOR,
    rows=lambda scope: Shipment.objects.filter(ad__campaign__sponsor__user=scope.user),
    columns={"Ad": "ad_id", "Sent": "sent_at", "Tracking": "tracking"},
)

PROPOSALS = Table(
    name="proposals",
    about="Changes and cancellations that you proposed.",
    roles=MEMBERS,
    rows=lambda scope: Proposal.objects.filter(actor=scope.user),
    columns={
        "Ad": "ad_id",
        "Kind": words("kind", Proposal.Kind),
        "State": words("state", Proposal.State),
        "Price": money("price_minor"),
        "Kill fee": money("kill_fee_minor"),
        "Currency": CURRENCY,
        "Reason": "reason",
        "Made": "created_at",
        "Closed": "closed_at",
    },
)

DISPUTES = Table(
    name="disputes",
    about="Disputes that you opened.",
    roles=MEMBERS,
    rows=lambda scope: Dispute.objects.filter(opener=scope.user),
    columns={
        "Ad": "ad_id",
        "Reason": words("reason", Dispute.Reason),
        "State": words("state", Dispute.State),
        "Opened": "created_at",
        "Closed": "closed_at",
        "Reason of the settlement": "settlement_reason",
    },
)

STATEMENTS = Table(
    name="dispute_statements",
    about="What you said in disputes.",
    roles=MEMBERS,
    rows=lambda scope: Statement.objects.filter(actor=scope.user),
    columns={"Ad": "dispute__ad_id", "Text": "text", "Time": "created_at"},
)

_STARS = {"Quality": "quality_stars", "Communication": "communication_stars"}
_STARS |= {"Timeliness": "timeliness_stars"}

RATINGS_GIVEN = Table(
    name="ratings_given",
    about="Ratings that you gave, with your notes for the moderators.",
    roles=MEMBERS,
    rows=lambda scope: Rating.objects.filter(actor=scope.user),
    columns={
        "Ad": "ad_id",
        **_STARS,
        "Text": "text",
        "Note for the moderators": "private_note",
        "Time": "created_at",
        "Published": "published_at",
    },
)


def _ratings_received(scope: Scope) -> QuerySet[Rating]:
    """Return the published ratings of the user: what is still blind nobody reads."""
    profile = scope.user.profile
    return Rating.objects.published().about(profile) if profile else Rating.objects.none()


RATINGS_RECEIVED = Table(
    name="ratings_received",
    about="Published ratings of you, with your replies.",
    roles=MEMBERS,
    rows=_ratings_received,
    columns={
        "Ad": "ad_id",
        **_STARS,
        "Text": "text",
        "Published": "published_at",
        "Your reply": "reply",
        "Replied": "replied_at",
    },
)

MOVES = Table(
    name="ad_events",
    about="What you did to ads.",
    roles=MEMBERS,
    rows=lambda scope: AdEvent.objects.filter(actor=scope.user),
    columns={
        "Ad": "ad_id",
        "What": "transition",
        "From": words("from_state", State),
        "To": words("to_state", State),
        "Reason": "reason",
        "Time": "created_at",
    },
)

ABOUT_ADS: list[Source] = [
    SPONSORS_ADS,
    INFLUENCERS_ADS,
    OFFERS,
    SUBMISSIONS,
    RESULTS,
    LIVE_CHECKS,
    PRODUCTS,
    PARCELS,
    PROPOSALS,
    DISPUTES,
    STATEMENTS,
    RATINGS_GIVEN,
    RATINGS_RECEIVED,
    MOVES,
]
