"""Ads: offers, what is due, what was handed in, what happened, how it was rated."""

from ads.models.ads import Ad
from ads.models.delivery import Deliverable, Submission
from ads.models.events import AdEvent
from ads.models.offers import Offer, OfferItem
from ads.models.ratings import Rating

__all__ = ["Ad", "AdEvent", "Deliverable", "Offer", "OfferItem", "Rating", "Submission"]
