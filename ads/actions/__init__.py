"""Every write to an ad. Each action opens its own transaction and locks campaign, then ad."""

from ads.actions.delivery import (
    approve_work,
    post_live,
    reject_live,
    request_changes,
    submit_work,
)
from ads.actions.drafting import create_draft, delete_draft, update_draft
from ads.actions.ending import cancel_ad, cancel_overdue, complete_ad, fund_ad
from ads.actions.messages import post_ad_message
from ads.actions.offers import (
    accept_offer,
    counter_offer,
    decline_offer,
    expire_offer,
    send_offer,
    withdraw_offer,
)
from ads.actions.ratings import publish_due_ratings, rate_ad
from ads.actions.timers import carry_out_deadline, run_deadlines, withdraw_open_offers

__all__ = [
    "accept_offer",
    "approve_work",
    "cancel_ad",
    "cancel_overdue",
    "carry_out_deadline",
    "complete_ad",
    "counter_offer",
    "create_draft",
    "decline_offer",
    "delete_draft",
    "expire_offer",
    "fund_ad",
    "post_ad_message",
    "post_live",
    "publish_due_ratings",
    "rate_ad",
    "reject_live",
    "request_changes",
    "run_deadlines",
    "send_offer",
    "submit_work",
    "update_draft",
    "withdraw_offer",
    "withdraw_open_offers",
]
