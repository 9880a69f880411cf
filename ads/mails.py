"""The mails that ads send, each with a sample for its preview."""

from collections.abc import Callable
from typing import Any

from django.utils import timezone

from ads.speech import Loss
from marketplace.kernel.mail.registry import register_mail
from marketplace.kernel.mail.topics import Required, Topic


def register_mails() -> None:
    """Fill the registry of mails."""
    for kind, (why, about, sample) in MAILS.items():
        if isinstance(about, Topic):
            register_mail(kind, why=why, topic=about, sample=sample)
        else:
            register_mail(kind, why=why, required=about, sample=sample)


def ad_moved() -> dict[str, Any]:
    """Return a sample for the preview."""
    return {
        "title": "Two trail videos",
        "line": "Northbeam accepted the offer of $450.00. The terms are frozen.",
        "reason": "",
        "campaign": "Autumn trail shoes",
        "task": "Waiting for Northbeam to pay into escrow",
        "deadline_at": timezone.now(),
        "consequence": "Without payment the ad is cancelled then.",
        "url": "/ads/1/",
    }


def dispute_waits() -> dict[str, Any]:
    """Return a sample for the preview."""
    return {
        "text": "Both sides of the dispute about Two trail videos have said how they see it.",
        "title": "Two trail videos",
        "about": "The work is not what was agreed",
        "url": "/admin/ads/dispute/1/change/",
    }


def live_check() -> dict[str, Any]:
    """Return a sample for the preview."""
    return {
        "title": "Two trail videos",
        "campaign": "Autumn trail shoes",
        "day": 7,
        "url": "/ads/1/#live",
    }


def message_received() -> dict[str, Any]:
    """Return a sample for the preview."""
    return {
        "author": "Northbeam",
        "title": "Two trail videos",
        "body": "Could the second video open on the ridge?",
        "url": "/ads/1/#timeline",
    }


def ad_agreed() -> dict[str, Any]:
    """Return a sample for the preview."""
    return ad_moved()


def ad_decided() -> dict[str, Any]:
    """Return a sample for the preview."""
    return ad_moved() | {
        "line": "A moderator reversed the payment: $450.00 went back to Northbeam.",
        "reason": "One of the two videos was never public.",
        "loss": Loss(taken_minor=40_500, owed_minor=10_500),
        "task": "",
    }


def rating_news() -> dict[str, Any]:
    """Return a sample for the preview."""
    return {
        "text": "You were rated 4.3 of 5 stars for Two trail videos. You can answer once.",
        "title": "Two trail videos",
        "url": "/ads/1/#rating",
    }


def rating_decided() -> dict[str, Any]:
    """Return a sample for the preview."""
    return {
        "text": "Your rating of Two trail videos stays hidden: it names a home address.",
        "title": "Two trail videos",
        "url": "/ads/1/#rating",
    }


PARTY = "You get this mail because you are a party of this ad."

# Kind → why the reader gets it, what about it can be chosen, and its sample.
MAILS: dict[str, tuple[str, Topic | Required, Callable[[], dict[str, Any]]]] = {
    # Of offers as well, and of money: `ads.topics` says which.
    "ad_moved": (PARTY, Topic.WORK, ad_moved),
    "ad_agreed": (PARTY, Required.AGREEMENTS, ad_agreed),
    "ad_decided": (PARTY, Required.DECISIONS, ad_decided),
    "dispute_waits": (
        "You get this mail because you settle disputes as a moderator.",
        Required.MODERATING,
        dispute_waits,
    ),
    "live_check": (
        "You get this mail because posts of yours promised to stay up.",
        Topic.WORK,
        live_check,
    ),
    "message_received": (
        "You get this mail because you take part in this conversation.",
        Topic.MESSAGES,
        message_received,
    ),
    "rating_news": (PARTY, Topic.RATINGS, rating_news),
    "rating_decided": (
        "You get this mail because you wrote this rating.",
        Required.DECISIONS,
        rating_decided,
    ),
}
