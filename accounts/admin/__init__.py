"""Users, profiles and categories in the moderation console."""

from accounts.admin.categories import CategoryAdmin
from accounts.admin.events import AccountEventAdmin
from accounts.admin.profiles import InfluencerProfileAdmin, SponsorProfileAdmin
from accounts.admin.signals import SignalAdmin
from accounts.admin.users import UserAdmin

__all__ = [
    "AccountEventAdmin",
    "CategoryAdmin",
    "InfluencerProfileAdmin",
    "SignalAdmin",
    "SponsorProfileAdmin",
    "UserAdmin",
]
