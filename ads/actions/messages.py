"""Messages in an ad's thread."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.urls import reverse

from accounts.actions import check_not_blocked, signal_contacts
from ads.actions.files import CleanFile, attach_files, carried_by, clean_files, marks_of
from ads.models import Ad
from marketplace.kernel.errors import Refused
from marketplace.messaging.actions import post_message
from marketplace.messaging.guard import check_contacts
from marketplace.messaging.models import Message, Thread
from marketplace.notifications.actions import notify

if TYPE_CHECKING:
    from accounts.models import User


def post_ad_message(
    *,
    actor: "User",
    ad: Ad,
    body: str,
    files: "Sequence[UploadedFile[bytes] | CleanFile]" = (),
    links: Sequence[str] = (),
    is_warned: bool = False,
    now: datetime | None = None,
) -> Message:
    """Write into the ad's thread, with files and video links, and tell the other side.

    Raises Refused for strangers, drafts, an empty or too long text, for a suspended writer while
    nothing is funded (after funding everything runs on), outside a running ad between users of
    whom one blocked the other, and for files as `clean_files` does; files and links alone are
    enough to say. While nothing is funded, raises ContactWarning where text or links offer contact
    elsewhere and the author was not warned; a warned author leaves a signal.
    """
    other, thread = _check_may_write(actor, ad)
    text = said(body, links)
    if ad.funded_at is None:
        check_contacts(text, is_warned=is_warned)
    cleaned = clean_files(files)
    carried = marks_of(cleaned, links)
    with transaction.atomic():
        message = post_message(
            actor=actor,
            thread=thread,
            body=body if body.strip() or not carried else _instead_of_words(cleaned, links),
            is_same=lambda last: carried_by(last) == carried,
            now=now,
        )
        if carried and carried_by(message) != carried:
            at = message.created_at
            attach_files(actor=actor, ad=ad, files=cleaned, links=links, message=message, now=at)
        if is_warned and ad.funded_at is None:
            url = reverse("admin:ads_ad_change", args=[ad.pk])
            signal_contacts(message=message, text=text, author=actor, where=ad.title, url=url)
        _tell(actor, other, ad, message)
    return message


def said(body: str, links: Sequence[str]) -> str:
    """Return all that a message says in words, which is what the contact guard reads."""
    return "\n".join([body, *links])


def _check_may_write(actor: "User", ad: Ad) -> tuple["User", Thread]:
    """Return the other side, to whom the actor may write, and the thread."""
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
    return other, ad.thread


def _instead_of_words(files: Sequence[CleanFile], links: Sequence[str]) -> str:
    """Return what a message without words says: "Sent 2 files and a video link."."""
    counts = ((len(files), "file"), (len(set(links)), "video link"))
    parts = [f"a {noun}" if count == 1 else f"{count} {noun}s" for count, noun in counts if count]
    return f"Sent {' and '.join(parts)}."


def _tell(actor: "User", other: "User", ad: Ad, message: Message) -> None:
    """Notify the other side, in the site and by mail."""
    url = f"{ad.get_absolute_url()}#timeline"
    notify(
        user=other,
        kind="message",
        text=f"{actor.get_full_name()} wrote to you about {ad.title}.",
        url=url,
        mail_kind="message_received",
        mail_context={
            "author": actor.get_full_name(),
            "title": ad.title,
            "body": message.body,
            "url": url,
        },
        dedup_key=f"message:{message.pk}",
        now=message.created_at,
    )
