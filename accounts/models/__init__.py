"""Users, their profiles and the figures they advertise."""

from accounts.models.blocks import Block, is_blocked_between
from accounts.models.catalogue import PLATFORM_LABELS, Category, DeliverableKind, Platform
from accounts.models.events import AccountEvent
from accounts.models.figures import Channel, RateCardItem
from accounts.models.handles import Handle
from accounts.models.influencers import InfluencerProfile
from accounts.models.signals import Signal
from accounts.models.sponsors import SponsorProfile
from accounts.models.users import User

__all__ = [
    "PLATFORM_LABELS",
    "AccountEvent",
    "Block",
    "Category",
    "Channel",
    "DeliverableKind",
    "Handle",
    "InfluencerProfile",
    "Platform",
    "RateCardItem",
    "Signal",
    "SponsorProfile",
    "User",
    "is_blocked_between",
]
