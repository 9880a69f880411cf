"""Ads in the moderation console: contracts, their events, disputes and ratings."""

from ads.admin.contracts import AdAdmin
from ads.admin.disputes import DisputeAdmin
from ads.admin.events import AdEventAdmin
from ads.admin.ratings import RatingAdmin

__all__ = ["AdAdmin", "AdEventAdmin", "DisputeAdmin", "RatingAdmin"]
