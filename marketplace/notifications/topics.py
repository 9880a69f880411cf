"""What people choose about each topic, and what a topic holds for whom."""

from typing import TYPE_CHECKING

from django.db import models

from marketplace.kernel.mail.topics import Required, Summary, Topic

if TYPE_CHECKING:
    from accounts.models import User

__all__ = [
    "DEFAULTS",
    "DIGEST_HOUR",
    "Choice",
    "Required",
    "Summary",
    "Topic",
    "always_sent",
    "what_it_holds",
]

DIGEST_HOUR = 8


class Choice(models.TextChoices):
    """When a topic is told by mail. In the site it is told at once, whatever is chosen."""

    AT_ONCE = "at_once", "At once"
    DAILY = "daily", "Daily"
    NEVER = "never", "Never"


# At once where somebody waits for an answer or money is concerned; the rest can wait a day.
DEFAULTS = {
    Topic.OFFERS: Choice.AT_ONCE,
    Topic.WORK: Choice.AT_ONCE,
    Topic.MESSAGES: Choice.AT_ONCE,
    Topic.CAMPAIGNS: Choice.DAILY,
    Topic.MONEY: Choice.AT_ONCE,
    Topic.RATINGS: Choice.DAILY,
}

_FOR_SPONSORS = {
    Topic.OFFERS: "Counter-offers, answers to your offers, and offers that end.",
    Topic.WORK: "Drafts and live links to check, deadlines, proposals and disputes.",
    Topic.MESSAGES: "What influencers write to you.",
    Topic.CAMPAIGNS: "Who is interested in your campaigns, and campaigns that end.",
    Topic.MONEY: "Money released for finished work, deposits that stand again, and withdrawals.",
    Topic.RATINGS: "How you were rated, answers to your ratings, and whom you can rate.",
}
_FOR_INFLUENCERS = {
    Topic.OFFERS: "New offers, counter-offers, answers to yours, and offers that end.",
    Topic.WORK: "Money paid into escrow, changes and approvals, deadlines, proposals and disputes.",
    Topic.MESSAGES: "What sponsors write to you.",
    Topic.CAMPAIGNS: "Answers to your interest, and campaigns that close. New ones in your "
    "category come with the daily digest.",
    Topic.MONEY: "Money released to you, in your wallet, and on its way to your account.",
    Topic.RATINGS: "How you were rated, answers to your ratings, and whom you can rate.",
}


def what_it_holds(topic: Topic, user: "User") -> str:
    """Return in one or two sentences what `topic` holds for a user of this role."""
    return (_FOR_SPONSORS if user.is_sponsor else _FOR_INFLUENCERS)[topic]


def always_sent(user: "User") -> list[Required]:
    """Return the groups of required mail that can reach `user`."""
    if user.is_staff:
        return [Required.ACCOUNT, Required.ASKED_FOR, Required.MODERATING]
    return [group for group in Required if group is not Required.MODERATING]
