"""Interests: show, withdraw, decline, talk, turn into an ad."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from accounts.actions import check_not_blocked, signal_contacts
from campaigns import notices
from campaigns.actions.locking import lock_campaign
from campaigns.models import Campaign, Interest
from marketplace.kernel.errors import Refused
from marketplace.messaging.actions import open_thread, post_message, post_system_line
from marketplace.messaging.guard import check_contacts
from marketplace.messaging.models import Message

if TYPE_CHECKING:
    from accounts.models import InfluencerProfile, User


def show_interest(
    *,
    actor: "User",
    campaign: Campaign,
    message: str,
    proposed_price_minor: int | None = None,
    is_warned: bool = False,
    now: datetime | None = None,
) -> Interest:
    """Apply to a public campaign: opens the thread with the message in it, tells the sponsor.

    The price is in minor units, None for "open to offers". Raises Refused under DESIGN's
    blocks, for a private campaign, between users of whom one blocked the other, and where an
    interest or ad of this influencer is open. Raises ContactWarning where the message offers
    contact elsewhere and the author was not warned; a warned author leaves a signal.
    """
    moment = now or timezone.now()
    if not actor.is_influencer:
        raise Refused("Only influencers show interest in campaigns.")
    if actor.is_suspended:
        raise Refused("Your account is suspended, so you cannot show interest.")
    if proposed_price_minor is not None and proposed_price_minor <= 0:
        raise Refused("The price must be above zero.", field="proposed_price_minor")
    check_contacts(message, is_warned=is_warned)
    with transaction.atomic():
        locked = lock_campaign(campaign.pk)
        _check_open_to(locked, actor.influencer_profile)
        check_not_blocked(actor=actor, other=locked.sponsor.user)
        thread = open_thread(participants=[actor, locked.sponsor.user])
        first = post_message(actor=actor, thread=thread, body=message, now=moment)
        interest = Interest.objects.create(
            campaign=locked,
            influencer=actor.influencer_profile,
            message=message,
            proposed_price_minor=proposed_price_minor,
            thread=thread,
            created_at=moment,
        )
        if is_warned:
            _signal_contacts(interest, first, actor)
        notices.tell_interest_shown(interest)
    return interest


def _check_open_to(campaign: Campaign, influencer: "InfluencerProfile") -> None:
    """Raise Refused unless `influencer` may apply to the campaign, which is locked."""
    if reason := campaign.offer_block:
        raise Refused(f"{reason} It takes no interest now.")
    if campaign.visibility != Campaign.Visibility.PUBLIC:
        raise Refused("The campaign is private: its sponsor asks whom it wants.")
    if campaign.interests.filter(influencer=influencer).open().exists():
        raise Refused("You have shown interest already. The sponsor has yet to answer.")
    # A draft is its sponsor's secret, so it is in nobody's way.
    if campaign.ads.open().filter(influencer=influencer).exclude(state="draft").exists():
        raise Refused("You have an open ad in this campaign already.")


def withdraw_interest(
    *, actor: "User", interest: Interest, now: datetime | None = None
) -> Interest:
    """Take one's own open interest back; the sponsor is told.

    Raises Refused for somebody else's and for one that was answered.
    """
    moment = now or timezone.now()
    with transaction.atomic():
        locked = _lock_open(interest)
        if locked.influencer.user_id != actor.pk:
            raise Refused("This is not your interest.")
        _answer(locked, Interest.State.WITHDRAWN, moment)
        post_system_line(
            thread=locked.thread,
            body=f"{locked.influencer.display_name} withdrew the interest.",
            now=moment,
        )
        notices.tell_interest_withdrawn(locked)
    return locked


def decline_interest(
    *, actor: "User", interest: Interest, reason: str, now: datetime | None = None
) -> Interest:
    """Turn an influencer down, saying why; the influencer is told.

    Raises Refused without a reason, for somebody else's campaign and for an answered interest.
    """
    moment = now or timezone.now()
    reason = reason.strip()
    if not reason:
        raise Refused("Say why. The influencer reads it.", field="decline_reason")
    with transaction.atomic():
        locked = _lock_open(interest)
        if locked.campaign.sponsor.user_id != actor.pk:
            raise Refused("This is not your campaign.")
        locked.decline_reason = reason
        _answer(locked, Interest.State.DECLINED, moment)
        name = locked.campaign.sponsor.display_name
        post_system_line(
            thread=locked.thread, body=f"{name} declined the interest.\n{reason}", now=moment
        )
        notices.tell_interest_declined(locked)
    return locked


def convert_interest(*, interest: Interest, now: datetime | None = None) -> None:
    """Note that an open interest became an ad; one that was answered before stays as it is.

    Called by the ad's action that sends the first offer, with the campaign's row locked. That
    action tells the influencer.
    """
    with transaction.atomic():
        locked = Interest.objects.select_for_update(of=("self",)).get(pk=interest.pk)
        if locked.state == Interest.State.OPEN:
            _answer(locked, Interest.State.CONVERTED, now or timezone.now())


def post_interest_message(
    *,
    actor: "User",
    interest: Interest,
    body: str,
    is_warned: bool = False,
    now: datetime | None = None,
) -> Message:
    """Write into an open interest's thread and tell the other side.

    Raises Refused for a stranger, a suspended writer, an empty or too long text, between users
    of whom one blocked the other, and once the interest was answered: then an ad has the
    conversation, or it is over. Raises ContactWarning where the text offers contact elsewhere
    and the author was not warned; a warned author leaves a signal.
    """
    check_contacts(body, is_warned=is_warned)
    with transaction.atomic():
        locked = _lock_open(interest)
        if actor.is_suspended:
            raise Refused("Your account is suspended. You can read messages but not write any.")
        check_not_blocked(actor=actor, other=_other_side(locked, actor))
        message = post_message(actor=actor, thread=locked.thread, body=body, now=now)
        if is_warned:
            _signal_contacts(locked, message, actor)
        notices.tell_message(locked, message)
    return message


def _other_side(interest: Interest, actor: "User") -> "User":
    """Return the user `actor` talks to."""
    influencer, sponsor = interest.influencer.user, interest.campaign.sponsor.user
    return sponsor if actor.pk == influencer.pk else influencer


def _signal_contacts(interest: Interest, message: Message, author: "User") -> None:
    """Leave a signal where a warned author sent contact details all the same."""
    signal_contacts(
        message=message,
        author=author,
        where=f"Interest in {interest.campaign.title}",
        url=reverse("admin:campaigns_interest_change", args=[interest.pk]),
    )


def _lock_open(interest: Interest) -> Interest:
    """Return the interest under a row lock. Raises Refused if it is not open any more."""
    locked = (
        Interest.objects.select_for_update(of=("self",))
        .select_related("campaign__sponsor__user", "influencer__user", "thread")
        .get(pk=interest.pk)
    )
    if locked.state != Interest.State.OPEN:
        label = Interest.State(locked.state).label.lower()
        raise Refused(f"This interest is not open any more: {label}.")
    return locked


def _answer(interest: Interest, state: Interest.State, now: datetime) -> None:
    interest.state = state
    interest.answered_at = now
    interest.save(update_fields=["state", "answered_at", "decline_reason"])
