"""The one door through which an ad changes state.

`moving` locks the rows, asks the workflow and the blocks, hands the locked ad to the action,
and on leaving writes state, deadline, event, timeline and notices in the same transaction.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from accounts.models.blocks import is_blocked_between
from ads import turns
from ads.actions.lapsing import lapse_open_proposal
from ads.actions.telling import record
from ads.deadlines import deadline_for
from ads.models import Ad, Shipment
from ads.workflow import ON_DEADLINE, RUNNING, TERMINAL, TRANSITIONS, Mover, Side, State, Transition
from campaigns.models import Campaign
from marketplace.kernel.errors import Refused

if TYPE_CHECKING:
    from accounts.models import User


@dataclass
class Move:
    """One transition under way. The action fills in `reason`, `data` and what it changes on
    `ad`; leaving the `moving` block writes all of it."""

    ad: Ad
    transition: Transition
    actor: "User | None"
    now: datetime
    reason: str = ""
    data: dict[str, Any] = field(default_factory=dict)
    # Where the transition leads; the action says so where the table leaves a choice.
    target: State | None = None
    # When the new state ends by itself; the action says so where the clock is set back.
    deadline_at: datetime | None = None
    overdue_at: datetime | None = None

    @property
    def side(self) -> Side | None:
        """The side that moves; None for the system."""
        return self.ad.side_of(self.actor) if self.actor else None


def lock_ad(pk: int, *, lock_campaign: bool) -> Ad:
    """Return the ad under a row lock, its campaign locked before it where asked.

    Campaign before ad, always, so that two actions never wait for each other in a circle.
    """
    campaigns = Campaign.objects.select_related("sponsor__user", "category")
    if lock_campaign:
        campaigns = campaigns.select_for_update(of=("self",))
    campaign = campaigns.get(ads__pk=pk)
    ad = (
        Ad.objects.select_for_update(of=("self",))
        .select_related(
            *("influencer__user", "current_offer", "amendment"),
            *("thread", "escrow_account", "interest"),
        )
        .get(pk=pk)
    )
    ad.campaign = campaign
    return ad


def check_party(ad: Ad, actor: "User | None") -> Mover:
    """Return how `actor` appears in the workflow. Raises Refused for a stranger."""
    mover = ad.mover_for(actor)
    if mover is None:
        raise Refused("You are not a party of this ad.")
    return mover


def check_allowed(ad: Ad, transition: Transition, mover: Mover) -> None:
    """Raise Refused unless the workflow lets `mover` take `transition` now."""
    state = State(ad.state)
    if ad.is_history:
        raise Refused("This ad is history from an earlier platform and stays as it is.")
    if state not in transition.moves:
        raise Refused(f"The ad has moved on: it is “{state.label.lower()}” now.")
    if not transition.may(mover, state):
        allowed = transition.movers[state] - {Mover.SYSTEM}
        who = " or ".join(sorted(allowed)) or "platform"
        raise Refused(f"Only the {who} can do this now.")


def check_in_time(ad: Ad, now: datetime) -> None:
    """Raise Refused once the deadline has passed that ends the ad's state by itself.

    What was announced for that moment holds from that moment on, not from the sweep that carries
    it out up to a minute later.
    """
    ends_by_itself = ON_DEADLINE.get(State(ad.state)) is not None
    if ends_by_itself and ad.deadline_at is not None and now >= ad.deadline_at:
        raise Refused("The deadline has passed. What was announced for it happens in a minute.")


def check_unblocked(ad: Ad) -> None:
    """Raise Refused where no new agreement may be made: DESIGN's blocks."""
    if ad.influencer.user.is_suspended:
        raise Refused("The influencer is suspended, so nothing can be agreed now.")
    if reason := ad.campaign.offer_block:
        raise Refused(f"{reason} Nothing can be agreed in it now.")
    if is_blocked_between(ad.campaign.sponsor.user_id, ad.influencer.user_id):
        raise Refused("You cannot make new agreements with each other.")


def check_fundable(ad: Ad) -> None:
    """Raise Refused where no money may move into escrow: a flag, a suspended party."""
    if ad.campaign.is_flagged:
        raise Refused("A moderator has flagged this campaign, so nothing can be paid now.")
    if ad.campaign.sponsor.user.is_suspended or ad.influencer.user.is_suspended:
        raise Refused("One of you is suspended, so nothing can be paid now.")


@contextmanager
def moving(
    name: str, *, actor: "User | None", ad: Ad, now: datetime | None = None
) -> Iterator[Move]:
    """Take transition `name` of `ad`: check, let the block change the locked ad, then write.

    Raises Refused, with nothing changed, where the workflow, the parties' standing or the
    campaign's state is against it.
    """
    moment = now or timezone.now()
    transition = TRANSITIONS[name]
    with transaction.atomic():
        lock_campaign = transition.touches_budget or transition.is_blockable
        locked = lock_ad(ad.pk, lock_campaign=lock_campaign)
        check_allowed(locked, transition, check_party(locked, actor))
        if actor is not None:
            check_in_time(locked, moment)
        if transition.is_blockable:
            check_unblocked(locked)
        move = Move(locked, transition, actor, moment)
        if ends_proposals(transition, State(locked.state)):
            lapse_open_proposal(ad=locked, now=moment)
        yield move
        enter(move)


def ends_proposals(transition: Transition, source: State) -> bool:
    """Whether the transition leads to where nothing can be proposed any more."""
    return source in RUNNING and not RUNNING & set(transition.moves[source])


def enter(move: Move) -> None:
    """Write the new state with its deadline, the event, the timeline's line and the notices."""
    ad, now = move.ad, move.now
    source = State(ad.state)
    targets = move.transition.moves[source]
    target = move.target or targets[0]
    assert target in targets  # actions choose among what the table allows
    ad.state = target
    ad.state_entered_at = now
    ad.overdue_at = move.overdue_at
    ad.reminded_at = None
    ad.deadline_at = move.deadline_at or deadline_for(ad, target, now)
    if target in TERMINAL:
        ad.ended_at = now
        forget_address(ad)
    turns.refresh(ad)
    ad.save()
    record(
        ad,
        move.transition.name,
        source=source,
        actor=move.actor,
        now=now,
        reason=move.reason,
        data=move.data,
    )


def forget_address(ad: Ad) -> None:
    """Drop the influencer's shipping address; nobody needs it once the ad is over.

    An amendment may have taken the product out after the address was given.
    """
    if ad.accepted_at is not None:
        Shipment.objects.filter(ad=ad).exclude(address="").update(address="")
