"""The mails of this app, each with a sample for the preview."""

from collections.abc import Callable
from typing import Any

from marketplace.kernel.mail import register_mail
from marketplace.kernel.mail.topics import Required, Topic

WHY_SPONSOR = "You get this mail because you run this campaign."
WHY_INFLUENCER = "You get this mail because you showed interest in this campaign."
WHY_PARTY = "You get this mail because you take part in this conversation."

_TITLE = "Autumn trail shoes"
_REASON = "We look for somebody who runs in the Alps."
# Kind → why it is written, what about it can be chosen, and what its templates get.
_KINDS: dict[str, tuple[str, Topic | Required, dict[str, str]]] = {
    "interest_shown": (
        WHY_SPONSOR,
        Topic.CAMPAIGNS,
        {
            "influencer": "Mira Sand",
            "message": "I run these trails every week and would film them.",
            "price": "$400.00",
        },
    ),
    "interest_withdrawn": (WHY_SPONSOR, Topic.CAMPAIGNS, {"influencer": "Mira Sand"}),
    "interest_declined": (
        WHY_INFLUENCER,
        Topic.CAMPAIGNS,
        {"sponsor": "Northbeam", "reason": _REASON},
    ),
    "interest_closed": (WHY_INFLUENCER, Topic.CAMPAIGNS, {"sponsor": "Northbeam"}),
    "interest_message": (
        WHY_PARTY,
        Topic.MESSAGES,
        {"author": "Northbeam", "body": "Could you film before the snow comes?"},
    ),
    "campaign_closed": (WHY_SPONSOR, Topic.CAMPAIGNS, {}),
    "campaign_flagged": (
        WHY_SPONSOR,
        Required.DECISIONS,
        {"reason": "The brief asks to hide that it is paid for."},
    ),
    "campaign_unflagged": (WHY_SPONSOR, Required.DECISIONS, {}),
}


def register() -> None:
    """Announce every kind to the kernel."""
    for kind, (why, about, context) in _KINDS.items():
        if isinstance(about, Topic):
            register_mail(kind, why=why, topic=about, sample=_sample(context))
        else:
            register_mail(kind, why=why, required=about, sample=_sample(context))


def _sample(context: dict[str, str]) -> Callable[[], dict[str, Any]]:
    return lambda: {"campaign": _TITLE, "url": "/campaigns/1/", **context}
