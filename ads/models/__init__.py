"""Ads: offers, what is due, what was handed in, what changed, what happened, how it was rated."""

from ads.models.ads import Ad
from ads.models.attachments import Attachment
from ads.models.calendars import CalendarFeed
from ads.models.delivery import Deliverable, LiveCheck, Result, Shipment, Submission
from ads.models.disputes import Dispute, Statement
from ads.models.events import AdEvent
from ads.models.offers import Offer, OfferItem
from ads.models.proposals import Proposal
from ads.models.ratings import Rating

__all__ = [
    "Ad",
    "AdEvent",
    "Attachment",
    "CalendarFeed",
    "Deliverable",
    "Dispute",
    "LiveCheck",
    "Offer",
    "OfferItem",
    "Proposal",
    "Rating",
    "Result",
    "Shipment",
    "Statement",
    "Submission",
]
