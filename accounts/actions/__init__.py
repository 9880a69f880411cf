"""Every write to users, profiles and figures."""

from accounts.actions.blocks import (
    block_user,
    check_not_blocked,
    unblock_user,
)
from accounts.actions.deletion import delete_account
from accounts.actions.figures import index_influencer, save_channels, save_rate_card
from accounts.actions.profiles import (
    add_rating,
    update_influencer_profile,
    update_sponsor_profile,
)
from accounts.actions.registration import (
    confirm_user,
    forget_unfinished_signups,
    register_influencer,
    register_sponsor,
    reserve_handle,
)
from accounts.actions.signals import raise_signal, review_signal, signal_contacts
from accounts.actions.suspension import reinstate_user, suspend_user
from accounts.actions.verification import refuse_verification, verify_sponsor

__all__ = [
    "add_rating",
    "block_user",
    "check_not_blocked",
    "confirm_user",
    "delete_account",
    "forget_unfinished_signups",
    "index_influencer",
    "raise_signal",
    "refuse_verification",
    "register_influencer",
    "register_sponsor",
    "reinstate_user",
    "reserve_handle",
    "review_signal",
    "save_channels",
    "save_rate_card",
    "signal_contacts",
    "suspend_user",
    "unblock_user",
    "update_influencer_profile",
    "update_sponsor_profile",
    "verify_sponsor",
]
