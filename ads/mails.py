"""The mails that ads send, each with a sample for its preview."""

from typing import Any

from django.utils import timezone

from marketplace.kernel.mail.registry import register_mail


def register_mails() -> None:
    """Fill the registry of mails."""
    for kind, (why, sample) in MAILS.items():
        register_mail(kind, why=why, sample=sample)


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


# Kind → why the reader gets it, and its sample.
MAILS = {
    "ad_moved": (
        "You get this mail because you are a party of this ad.",
        ad_moved,
    ),
    "dispute_waits": (
        "You get this mail because you settle disputes as a moderator.",
        dispute_waits,
    ),
    "live_check": (
        "You get this mail because posts of yours promised to stay up.",
        live_check,
    ),
    "message_received": (
        "You get this mail because you take part in this conversation.",
        message_received,
    ),
}
