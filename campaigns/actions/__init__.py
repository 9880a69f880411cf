"""Every write to campaigns and interests. Each action opens its own transaction; the campaign's
row is locked before an interest's or an ad's."""

from campaigns.actions.budget import commit_budget
from campaigns.actions.closing import close_campaign, close_ended
from campaigns.actions.editing import create_campaign, update_campaign
from campaigns.actions.flags import flag_campaign, unflag_campaign
from campaigns.actions.interests import (
    convert_interest,
    decline_interest,
    post_interest_message,
    show_interest,
    withdraw_interest,
)
from campaigns.actions.publishing import pause_campaign, publish_campaign, resume_campaign
from campaigns.actions.saves import save_campaign, unsave_campaign

__all__ = [
    "close_campaign",
    "close_ended",
    "commit_budget",
    "convert_interest",
    "create_campaign",
    "decline_interest",
    "flag_campaign",
    "pause_campaign",
    "post_interest_message",
    "publish_campaign",
    "resume_campaign",
    "save_campaign",
    "show_interest",
    "unflag_campaign",
    "unsave_campaign",
    "update_campaign",
    "withdraw_interest",
]
