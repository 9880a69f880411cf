"""Pages of ads. HTTP only: load what the user may see, form, action, message, redirect."""

from ads.views.calendars import calendar, calendar_feed
from ads.views.contracts import contract
from ads.views.delivery import post_live, request_changes, submit
from ads.views.disputes import cancel_agreed, dispute, settle, statement, withdraw_dispute
from ads.views.drafts import create, delete, edit
from ads.views.duplicate import duplicate
from ads.views.files import file
from ads.views.lists import ad_list
from ads.views.messages import messages_view, news
from ads.views.moves import (
    accept,
    approve,
    cancel,
    cancel_overdue,
    complete,
    decline,
    fund,
    reject_live,
    send,
    withdraw,
)
from ads.views.offers import counter
from ads.views.products import product
from ads.views.proposals import (
    proposal_accept,
    proposal_decline,
    proposal_withdraw,
    proposals,
)
from ads.views.ratings import rate, rating_reply
from ads.views.results import live_check, results
from ads.views.rooms import detail

__all__ = [
    "accept",
    "ad_list",
    "approve",
    "calendar",
    "calendar_feed",
    "cancel",
    "cancel_agreed",
    "cancel_overdue",
    "complete",
    "contract",
    "counter",
    "create",
    "decline",
    "delete",
    "detail",
    "dispute",
    "duplicate",
    "edit",
    "file",
    "fund",
    "live_check",
    "messages_view",
    "news",
    "post_live",
    "product",
    "proposal_accept",
    "proposal_decline",
    "proposal_withdraw",
    "proposals",
    "rate",
    "rating_reply",
    "reject_live",
    "request_changes",
    "results",
    "send",
    "settle",
    "statement",
    "submit",
    "withdraw",
    "withdraw_dispute",
]
