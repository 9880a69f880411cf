"""Messages in an ad's thread."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.urls import reverse

from accounts.actions import check_not_blocked, signal_contacts
from ads.models import Ad
from marketplace.kernel.errors import Refused
from marketplace.messaging.actions import post_message
from marketplace.messaging.guard import check_contacts
from marketplace.messaging.models import Message
from marketplace.notifications.actions import notify

if TYPE_CHECKING:
    from accounts.models import User


def post_ad_message(
    *,
    actor: "User",
    ad: Ad,
    body: str,
    is_warned: bool = False,
    now: datetime | None = None,
) -> Message:
    """Write into the ad's thread and tell the other side.

    Raises Refused for strangers, drafts, an empty or too long text, for a suspended writer while
    nothing is funded (after funding everything runs on), and outside a running ad between users
    of whom one blocked the other. While nothing is funded, raises ContactWarning where the text
    offers contact elsewhere and the author was not warned; a warned author leaves a signal.
    """
    side = ad.side_of(actor)
    if side is None:
        raise Refused("You are not a party of this ad.")
    if ad.thread is None:
        raise Refused("Send the offer first; then you can write to each other.")
    if actor.is_suspended and ad.funded_at is None:
        raise Refused("You are suspended and can write only in ads that are paid for.")
    other = ad.user_of(side.other)
    if ad.accepted_at is None or ad.is_over:
        check_not_blocked(actor=actor, other=other)
    if ad.funded_at is None:
        check_contacts(body, is_warned=is_warned)
    with transaction.atomic():
        message = post_message(actor=actor, thread=ad.thread, body=body, now=now)
        if is_warned and ad.funded_at is None:
            signal_contacts(
                message=message,
                author=actor,
                where=ad.title,
                url=reverse("admin:ads_ad_change", args=[ad.pk]),
            )
        notify(
            user=other,
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
