"""Every write to an ad. Each action opens its own transaction and locks campaign, then ad."""

from ads.actions.calendars import renew_feed, revoke_feed
from ads.actions.delivery import (
    approve_work,
    post_live,
    reject_live,
    request_changes,
    submit_work,
)
from ads.actions.disputes import (
    add_statement,
    open_dispute,
    settle_dispute,
    withdraw_dispute,
)
from ads.actions.drafting import create_draft, delete_draft, update_draft
from ads.actions.duplicating import duplicate_ad
from ads.actions.ending import cancel_ad, cancel_overdue, complete_ad, fund_ad
from ads.actions.held_ratings import keep_rating_hidden, release_rating
from ads.actions.live import answer_live_check, send_live_reminders
from ads.actions.messages import post_ad_message
from ads.actions.offers import (
    accept_offer,
    counter_offer,
    decline_offer,
    expire_offer,
    send_offer,
    withdraw_offer,
)
from ads.actions.products import give_address, mark_received, mark_returned, mark_sent
from ads.actions.proposals import (
    accept_proposal,
    decline_proposal,
    lapse_due_proposals,
    propose_amendment,
    propose_cancellation,
    withdraw_proposal,
)
from ads.actions.ratings import publish_due_ratings, rate_ad, reply_to_rating
from ads.actions.results import enter_results
from ads.actions.reversing import reverse_payment
from ads.actions.timers import run_deadlines, withdraw_open_offers

__all__ = [
    "accept_offer",
    "accept_proposal",
    "add_statement",
    "answer_live_check",
    "approve_work",
    "cancel_ad",
    "cancel_overdue",
    "complete_ad",
    "counter_offer",
    "create_draft",
    "decline_offer",
    "decline_proposal",
    "delete_draft",
    "duplicate_ad",
    "enter_results",
    "expire_offer",
    "fund_ad",
    "give_address",
    "keep_rating_hidden",
    "lapse_due_proposals",
    "mark_received",
    "mark_returned",
    "mark_sent",
    "open_dispute",
    "post_ad_message",
    "post_live",
    "propose_amendment",
    "propose_cancellation",
    "publish_due_ratings",
    "rate_ad",
    "reject_live",
    "release_rating",
    "renew_feed",
    "reply_to_rating",
    "request_changes",
    "reverse_payment",
    "revoke_feed",
    "run_deadlines",
    "send_live_reminders",
    "send_offer",
    "settle_dispute",
    "submit_work",
    "update_draft",
    "withdraw_dispute",
    "withdraw_offer",
    "withdraw_open_offers",
    "withdraw_proposal",
]
