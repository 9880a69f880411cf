"""The two doors of proposals: to a running ad, and to what is still open about it."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from ads import turns
from ads.actions.moves import check_in_time, check_party, lock_ad
from ads.models import Ad, Proposal
from ads.workflow import RUNNING, Side, State
from marketplace.kernel.errors import Refused

if TYPE_CHECKING:
    from accounts.models import User

GONE = "This proposal is not open any more."


@contextmanager
def running(ad: Ad, actor: "User", now: datetime) -> Iterator[tuple[Ad, Side]]:
    """Lock campaign and ad, check that `actor` may propose or answer now, and afterwards write
    whom the ad asks for what."""
    with transaction.atomic():
        locked = lock_ad(ad.pk, lock_campaign=True)
        check_party(locked, actor)
        side = locked.side_of(actor)
        if side is None:
            raise Refused("Only the two parties make and answer proposals.")
        if locked.is_history or State(locked.state) not in RUNNING:
            raise Refused(
                "Proposals are made and answered while the work is paid for and on its way."
            )
        check_in_time(locked, now)
        yield locked, side
        # An accepted cancellation ends the ad through the workflow, which has written this.
        if State(locked.state) in RUNNING:
            turns.refresh(locked)
            locked.save()


@contextmanager
def still_open(
    proposal: Proposal, actor: "User", side_of: str, now: datetime
) -> Iterator[tuple[Ad, Proposal]]:
    """Lock an open proposal for the side that may close it ("answered_by" or "made_by")."""
    with running(proposal.ad, actor, now) as (ad, side):
        locked = Proposal.objects.select_for_update().filter(pk=proposal.pk).first()
        if locked is None or not locked.is_open:
            raise Refused(GONE)
        if side != getattr(locked, side_of):
            is_answer = side_of == "answered_by"
            raise Refused(
                "Only who was asked can answer it."
                if is_answer
                else "Only who made it can withdraw it."
            )
        if now >= locked.deadline_at:
            raise Refused("The time to answer is over; the proposal lapses in a minute.")
        locked.ad = ad
        yield ad, locked
