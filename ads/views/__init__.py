"""Pages of ads. HTTP only: load what the user may see, form, action, message, redirect."""

from ads.views.disputes import cancel_agreed, dispute, settle, statement, withdraw_dispute
from ads.views.drafts import create, delete, edit
from ads.views.files import file
from ads.views.lists import ad_list
from ads.views.moves import (
    accept,
    approve,
    cancel,
    cancel_overdue,
    complete,
    decline,
    fund,
    post_live,
    reject_live,
    request_changes,
    send,
    submit,
    withdraw,
)
from ads.views.offers import counter
from ads.views.rooms import detail, messages_view, rate

__all__ = [
    "accept",
    "ad_list",
    "approve",
    "cancel",
    "cancel_agreed",
    "cancel_overdue",
    "complete",
    "counter",
    "create",
    "decline",
    "delete",
    "detail",
    "dispute",
    "edit",
    "file",
    "fund",
    "messages_view",
    "post_live",
    "rate",
    "reject_live",
    "request_changes",
    "send",
    "settle",
    "statement",
    "submit",
    "withdraw",
    "withdraw_dispute",
]
