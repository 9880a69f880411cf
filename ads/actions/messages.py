"""Messages in an ad's thread."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from ads.actions.moves import check_party
from ads.models import Ad
from ads.workflow import Side
from marketplace.kernel.errors import Refused
from marketplace.messaging.actions import post_message
from marketplace.messaging.models import Message
from marketplace.notifications.actions import notify

if TYPE_CHECKING:
    from accounts.models import User


def post_ad_message(*, actor: "User", ad: Ad, body: str, now: datetime | None = None) -> Message:
    """Write into the ad's thread and tell the other side.

    Raises Refused for strangers, drafts, an empty or too long text, and for a suspended
    writer while nothing is funded: after funding everything runs on.
    """
    check_party(ad, actor)
    if ad.thread is None:
        raise Refused("Send the offer first; then you can write to each other.")
    if actor.is_suspended and ad.funded_at is None:
        raise Refused("You are suspended and can write only in ads that are paid for.")
    with transaction.atomic():
        message = post_message(actor=actor, thread=ad.thread, body=body, now=now)
        side = ad.side_of(actor)
        assert side is not None  # check_party refuses strangers
        notify(
            user=ad.user_of(Side(side).other),
            kind="message",
            text=f"{actor.get_full_name()} wrote to you about {ad.title}.",
            url=f"{ad.get_absolute_url()}#timeline",
            mail_kind="message_received",
            mail_context={
                "author": actor.get_full_name(),
                "title": ad.title,
                "body": message.body,
                "url": f"{ad.get_absolute_url()}#timeline",
            },
            dedup_key=f"message:{message.pk}",
            now=message.created_at,
        )
    return message
