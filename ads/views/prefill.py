"""What an offer's form says before anybody typed: from an offer, a campaign, a rate card."""

from datetime import date, timedelta
from typing import Any

from accounts.models import InfluencerProfile, RateCardItem
from ads.models import Offer
from ads.terms import ITEM_COLUMNS, ItemTerms, OfferTerms
from campaigns.models import Campaign, Interest

# What is suggested, not demanded: two weeks to make a draft, one to review and post it.
DAYS_TO_DRAFT = 14
DAYS_TO_POST = 7
TITLE_CHARS = 120
# Amounts that most offers do not name.
EMPTY_SUMS = ("product_value_minor", "usage_price_minor")


def offer_values(offer: Offer) -> dict[str, Any]:
    """Return an offer's terms as initial values; the message of the last offer is not repeated."""
    return term_values(OfferTerms.from_offer(offer))


def term_values(terms: OfferTerms) -> dict[str, Any]:
    """Return terms as initial values, without their message; a sum of nothing stays empty."""
    values = {name: value for name, value in terms.columns().items() if name != "note"}
    return values | {name: values[name] or None for name in EMPTY_SUMS}


def item_rows(offer: Offer) -> list[dict[str, Any]]:
    """Return an offer's deliverables as initial rows."""
    return term_rows(OfferTerms.from_offer(offer))


def term_rows(terms: OfferTerms) -> list[dict[str, Any]]:
    """Return the deliverables of terms as initial rows."""
    return [{name: getattr(item, name) for name in ITEM_COLUMNS} for item in terms.items]


def first_values(
    campaign: Campaign, influencer: InfluencerProfile, interest: Interest | None
) -> dict[str, Any]:
    """Return initial values for a new ad: the campaign's brief, the price that was named."""
    card = _fitting(campaign, influencer)
    price = interest.proposed_price_minor if interest else None
    if price is None and card is not None:
        price = card.price_minor
    return {
        "title": f"{campaign.title} with {influencer.display_name}"[:TITLE_CHARS],
        "price_minor": price,
        "requirements": campaign.description,
        "kill_fee_minor": 0,
    }


def first_rows(
    campaign: Campaign, influencer: InfluencerProfile, *, today: date
) -> list[dict[str, Any]]:
    """Return the first deliverable of a new ad, with dates inside the campaign where they fit."""
    card = _fitting(campaign, influencer)
    due = max(today + timedelta(days=DAYS_TO_DRAFT), campaign.start_date)
    posting = due + timedelta(days=DAYS_TO_POST)
    if due <= campaign.end_date < posting:
        posting = campaign.end_date
    platforms = campaign.platforms or [""]
    return [
        {
            "platform": card.platform if card else platforms[0],
            "kind": card.kind if card else "",
            "quantity": 1,
            "due_date": due,
            "posting_date": posting,
            "live_days": 30,
        }
    ]


def first_terms(
    campaign: Campaign,
    influencer: InfluencerProfile,
    interest: Interest | None,
    *,
    today: date,
) -> OfferTerms | None:
    """Return what is suggested for a new ad as terms; None where no price was named anywhere."""
    price = first_values(campaign, influencer, interest)["price_minor"]
    if price is None:
        return None
    rows = first_rows(campaign, influencer, today=today)
    return OfferTerms(
        price_minor=price,
        requirements=campaign.description,
        items=tuple(ItemTerms(**row) for row in rows),
    )


def _fitting(campaign: Campaign, influencer: InfluencerProfile) -> RateCardItem | None:
    """Return the influencer's cheapest item on one of the campaign's platforms, or on any."""
    cards = list(influencer.rate_card.all())
    return next((c for c in cards if c.platform in campaign.platforms), cards[0] if cards else None)
